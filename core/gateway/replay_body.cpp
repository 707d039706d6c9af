#include "gateway/replay_body.h"

#include <utility>

namespace sluice::gateway {

event::Task<upstream::Outcome<std::string_view>> ReplayBody::next() {
    if (m_position < m_kept.size() && canRewind()) {
        const size_t from = std::exchange(m_position, m_kept.size());
        co_return std::string_view(m_kept).substr(from);
    }
    if (m_ended) co_return std::string_view{};
    m_waiting = true;
    auto piece = co_await m_source.next();
    m_waiting = false;
    if (!piece) {
        m_failed = true;
        co_return piece;
    }
    m_ended = piece->empty();
    const bool keep = canRewind() && m_read + piece->size() <= m_maxBytes;
    m_read += piece->size();
    if (keep) {
        m_kept += *piece;
        m_position = m_kept.size();
    } else if (!piece->empty()) {
        m_kept = {};
    }
    co_return piece;
}

bool ReplayBody::rewind() {
    if (!canRewind()) return false;
    m_position = 0;
    return true;
}

}  // namespace sluice::gateway
