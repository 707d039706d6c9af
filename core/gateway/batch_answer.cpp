#include "gateway/batch_answer.h"

namespace sluice::gateway {

void BatchAnswer::begin(http::ResponseHead& head, const http::RequestHead&, bool) {
    m_begun = true;
    m_head = head;
    m_head.fields.remove("Connection");
    m_head.fields.remove("Transfer-Encoding");
}

void BatchAnswer::write(std::string_view piece, bool) {
    if (m_failed) return;
    if (piece.size() > m_room) {
        m_overran = m_failed = true;
        return;
    }
    m_room -= piece.size();
    m_bodyBytes += piece.size();
    m_body += piece;
}

}  // namespace sluice::gateway
