#include "gateway/batch_answer.h"

#include <algorithm>

#include "gateway/json_text.h"

namespace sluice::gateway {

namespace {

/// What the report has around a field, and around an answer.
constexpr size_t kFieldBytes = 6;
constexpr size_t kAnswerBytes = 200;

/// What is no UTF-8 in the end is written as base64, a third more.
uint64_t reportBytes(std::string_view piece) {
    const bool isAscii =
        std::none_of(piece.begin(), piece.end(), [](char c) { return (c & 0x80) != 0; });
    return jsonTextBytes(piece) + (isAscii ? 0 : piece.size() / 3 + 4);
}

uint64_t reportBytes(const http::HeaderMap& fields) {
    uint64_t bytes = kAnswerBytes;
    for (const auto field : fields)
        bytes += field.name.size() + reportBytes(field.value) + kFieldBytes;
    return bytes;
}

}  // namespace

void BatchAnswer::begin(http::ResponseHead& head, const http::RequestHead&, bool) {
    m_begun = true;
    m_head = head;
    m_head.fields.remove("Connection");
    m_head.fields.remove("Transfer-Encoding");
    take(reportBytes(m_head.fields));
}

void BatchAnswer::take(uint64_t bytes) {
    if (bytes > m_room) m_overran = m_failed = true;
    if (!m_failed) m_room -= bytes;
}

void BatchAnswer::write(std::string_view piece, bool) {
    if (m_failed) return;
    take(reportBytes(piece));
    if (m_failed) return;
    m_bodyBytes += piece.size();
    m_body += piece;
}

}  // namespace sluice::gateway
