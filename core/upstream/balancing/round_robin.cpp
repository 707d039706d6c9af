#include "upstream/balancing/round_robin.h"

namespace sluice::upstream {

RoundRobin::RoundRobin(const ServerList& servers, int worker, const Tuning&)
    : m_next(servers.empty() ? 0 : static_cast<size_t>(worker) % servers.size()) {}

std::optional<size_t> RoundRobin::pick(const ServerList& servers, const Selection& selection) {
    for (size_t tried = 0; tried < servers.size(); ++tried) {
        const size_t index = m_next;
        m_next = (m_next + 1) % servers.size();
        if (!selection.avoids(index) && servers[index]->eligible()) return index;
    }
    return std::nullopt;
}

}  // namespace sluice::upstream
