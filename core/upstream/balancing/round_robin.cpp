#include "upstream/balancing/round_robin.h"

namespace sluice::upstream {

RoundRobin::RoundRobin(const ServerList& servers, int worker)
    : m_next(servers.empty() ? 0 : static_cast<size_t>(worker) % servers.size()) {}

std::optional<size_t> RoundRobin::choose(const ServerList& servers, std::optional<size_t> avoid) {
    for (size_t tried = 0; tried < servers.size(); ++tried) {
        const size_t index = m_next;
        m_next = (m_next + 1) % servers.size();
        if (index != avoid && servers[index]->eligible()) return index;
    }
    if (avoid && *avoid < servers.size() && servers[*avoid]->eligible()) return avoid;
    return std::nullopt;
}

}  // namespace sluice::upstream
