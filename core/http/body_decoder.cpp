#include "http/body_decoder.h"

#include <algorithm>
#include <string>

#include "http/chunk_line.h"

namespace sluice::http {

namespace {

constexpr std::string_view kCrlf = "\r\n";

ParseStep complete(size_t consumed) {
    return {ParseStep::Kind::complete, consumed, {}};
}

bool hasWholeTrailers(std::string_view bytes) {
    return bytes.starts_with(kCrlf) || bytes.find("\r\n\r\n") != bytes.npos;
}

}  // namespace

void BodyDecoder::reset(const Framing& framing) {
    m_trailers.reset();
    m_allowance = m_limits.bodyBytes;
    m_remaining = framing.length;
    m_afterData = Phase::complete;
    switch (framing.kind) {
        case Framing::Kind::none:
            m_phase = Phase::complete;
            break;
        case Framing::Kind::length:
            m_phase = framing.length > 0 ? Phase::data : Phase::complete;
            break;
        case Framing::Kind::chunked:
            m_phase = Phase::chunkLine;
            m_afterData = Phase::chunkEnd;
            break;
        case Framing::Kind::untilClose:
            m_phase = Phase::untilClose;
            break;
    }
}

Result<ParseStep, ParseError> BodyDecoder::advance(std::string_view bytes) {
    ParseStep step;
    // Chunk framing on the way to the next data is consumed along with it.
    for (size_t skipped = 0;; skipped = step.consumed) {
        const Phase phase = m_phase;
        Result<ParseStep, ParseError> next = advancePhase(bytes.substr(skipped));
        if (!next) return next;
        step = *next;
        step.consumed += skipped;
        if (step.kind != ParseStep::Kind::needMore || m_phase == phase) return step;
    }
}

Result<ParseStep, ParseError> BodyDecoder::advancePhase(std::string_view bytes) {
    switch (m_phase) {
        case Phase::data:
            return takeData(bytes);
        case Phase::untilClose:
            return takeUntilClose(bytes);
        case Phase::chunkLine:
            return advanceChunkLine(bytes);
        case Phase::chunkEnd:
            return advanceChunkEnd(bytes);
        case Phase::trailers:
            return advanceTrailers(bytes);
        case Phase::complete:
            break;
    }
    return complete(0);
}

bool BodyDecoder::ready(std::string_view bytes) const {
    if (m_phase == Phase::complete) return true;
    if (m_phase == Phase::data || m_phase == Phase::untilClose) return !bytes.empty();
    if (m_phase == Phase::trailers) return hasWholeTrailers(bytes);
    if (m_phase == Phase::chunkEnd) bytes.remove_prefix(std::min(bytes.size(), kCrlf.size()));
    const auto line = parseChunkLine(bytes, m_limits.chunkLineBytes);
    if (!line) return true;
    if (line->length == 0) return false;
    bytes.remove_prefix(line->length);
    return line->size > 0 ? !bytes.empty() : hasWholeTrailers(bytes);
}

bool BodyDecoder::mayEnd() const {
    return m_phase == Phase::untilClose || m_phase == Phase::complete;
}

ParseStep BodyDecoder::takeData(std::string_view bytes) {
    const auto size = static_cast<size_t>(std::min<uint64_t>(m_remaining, bytes.size()));
    if (size == 0) return {};
    m_remaining -= size;
    if (m_remaining == 0) m_phase = m_afterData;
    return {ParseStep::Kind::body, size, bytes.substr(0, size)};
}

Result<ParseStep, ParseError> BodyDecoder::takeUntilClose(std::string_view bytes) {
    if (bytes.empty()) return ParseStep{};
    if (bytes.size() > m_allowance) return tooLong();
    m_allowance -= bytes.size();
    return ParseStep{ParseStep::Kind::body, bytes.size(), bytes};
}

Result<ParseStep, ParseError> BodyDecoder::advanceChunkLine(std::string_view bytes) {
    const auto line = parseChunkLine(bytes, m_limits.chunkLineBytes);
    if (!line) return tl::unexpected(line.error());
    if (line->length == 0) return ParseStep{};
    if (line->size > m_allowance) return tooLong();
    m_allowance -= line->size;
    m_remaining = line->size;
    m_phase = line->size > 0 ? Phase::data : Phase::trailers;
    return ParseStep{ParseStep::Kind::needMore, line->length, {}};
}

Result<ParseStep, ParseError> BodyDecoder::advanceChunkEnd(std::string_view bytes) {
    if (!kCrlf.starts_with(bytes.substr(0, kCrlf.size())))
        return refusal(400, "a chunk is longer than its size says (RFC 9112 section 7.1)");
    if (bytes.size() < kCrlf.size()) return ParseStep{};
    m_phase = Phase::chunkLine;
    return ParseStep{ParseStep::Kind::needMore, kCrlf.size(), {}};
}

Result<ParseStep, ParseError> BodyDecoder::advanceTrailers(std::string_view bytes) {
    const auto length = m_trailers.advance(bytes);
    if (!length) return tl::unexpected(length.error());
    if (*length == 0) return ParseStep{};
    m_phase = Phase::complete;
    return complete(*length);
}

tl::unexpected<ParseError> BodyDecoder::tooLong() const {
    return refusal(
        413,
        "the body is longer than the limit of " + std::to_string(m_limits.bodyBytes) + " bytes",
        ParseError::Limit::bodyBytes);
}

}  // namespace sluice::http
