#include "http/head_scan.h"

#include <bit>
#include <cstring>
#include <string>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "http/ascii.h"

namespace sluice::http {

namespace {

constexpr uint64_t kOnes = 0x0101010101010101;
constexpr uint64_t kHighBits = 0x8080808080808080;

bool isControl(char c) {
    return (c >= 0 && c < 0x20) || c == 0x7f;
}

/// Of eight characters in the order of their addresses, the lowest first: the high bit of the first
/// that is a control, below 0x20 or 0x7f; bits above that one mean nothing.
uint64_t controlBits(uint64_t chars) {
    const uint64_t low = (chars - kOnes * 0x20) & ~chars;
    const uint64_t fromDel = chars ^ (kOnes * 0x7f);
    const uint64_t del = (fromDel - kOnes) & ~fromDel;
    return (low | del) & kHighBits;
}

#ifdef __SSE2__
/// A bit for each control of sixteen characters, the lowest for the first.
uint32_t controlsOf(const char* chars) {
    const __m128i read = _mm_loadu_si128(reinterpret_cast<const __m128i*>(chars));
    const __m128i low = _mm_cmpeq_epi8(_mm_min_epu8(read, _mm_set1_epi8(0x1f)), read);
    const __m128i del = _mm_cmpeq_epi8(read, _mm_set1_epi8(0x7f));
    return static_cast<uint32_t>(_mm_movemask_epi8(_mm_or_si128(low, del)));
}
#endif

}  // namespace

size_t findControl(std::string_view text, size_t from) {
#ifdef __SSE2__
    for (; from + 16 <= text.size(); from += 16) {
        const uint32_t found = controlsOf(text.data() + from);
        if (found != 0) return from + static_cast<size_t>(std::countr_zero(found));
    }
#endif
    uint64_t chars = 0;
    for (; from + sizeof(chars) <= text.size(); from += sizeof(chars)) {
        std::memcpy(&chars, text.data() + from, sizeof(chars));
        if constexpr (std::endian::native == std::endian::big) chars = __builtin_bswap64(chars);
        const uint64_t found = controlBits(chars);
        if (found != 0) return from + static_cast<size_t>(std::countr_zero(found)) / 8;
    }
    while (from < text.size() && !isControl(text[from]))
        ++from;
    return from;
}

void HeadScan::reset() {
    m_lineStart = 0;
    m_position = 0;
    m_fields = 0;
}

Result<size_t, ParseError> HeadScan::startLine(std::string_view bytes) {
    const std::string_view allowed = bytes.substr(0, m_maxBytes);
    switch (nextLine(allowed)) {
        case Line::bad:
            return badByte(allowed);
        case Line::incomplete:
            if (allowed.size() < m_maxBytes) return 0;
            return refusal(414,
                           "the first line is longer than " + std::to_string(m_maxBytes) +
                               " bytes, the limit for a head",
                           ParseError::Limit::headBytes);
        case Line::complete:
            break;
    }
    m_lineStart = m_position;
    return m_position;
}

Result<size_t, ParseError> HeadScan::fields(std::string_view bytes) {
    const std::string_view allowed = bytes.substr(0, m_maxBytes);
    for (;;) {
        if (m_lineStart < allowed.size() && isOws(allowed[m_lineStart]))
            return refusal(400,
                           "a line starts with white space: folded lines are obsolete and read "
                           "differently by different servers (RFC 9112 section 5.2)");
        const Line line = nextLine(allowed);
        if (line == Line::bad) return badByte(allowed);
        if (line == Line::incomplete) break;
        if (m_position - m_lineStart == 2) return m_position;
        if (++m_fields > m_maxFields)
            return refusal(431, "more than " + std::to_string(m_maxFields) + " fields");
        m_lineStart = m_position;
    }
    if (allowed.size() < m_maxBytes) return 0;
    return refusal(431, "the head is longer than " + std::to_string(m_maxBytes) + " bytes",
                   ParseError::Limit::headBytes);
}

HeadScan::Line HeadScan::nextLine(std::string_view bytes) {
    for (;; ++m_position) {
        m_position = findControl(bytes, m_position);
        if (m_position == bytes.size()) return Line::incomplete;
        if (bytes[m_position] == '\t') continue;
        if (bytes[m_position] != '\r') return Line::bad;
        if (m_position + 1 == bytes.size()) return Line::incomplete;
        if (bytes[m_position + 1] != '\n') return Line::bad;
        m_position += 2;
        return Line::complete;
    }
}

tl::unexpected<ParseError> HeadScan::badByte(std::string_view bytes) const {
    const std::string where = " at byte " + std::to_string(m_position) + " of the head";
    switch (bytes[m_position]) {
        case '\r':
            return refusal(400, "CR without LF" + where + " (RFC 9112 section 2.2)");
        case '\n':
            return refusal(400, "LF without CR" + where + " (RFC 9112 section 2.2)");
        case '\0':
            return refusal(400, "NUL" + where + " (RFC 9110 section 5.5)");
        default:
            return refusal(400, "a control character" + where + " (RFC 9110 section 5.5)");
    }
}

}  // namespace sluice::http
