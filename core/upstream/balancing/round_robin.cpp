#include "upstream/balancing/round_robin.h"

namespace sluice::upstream {

RoundRobin::RoundRobin(const ServerList& servers, int worker, const Tuning&)
    : m_next(servers.empty() ? 0 : static_cast<size_t>(worker) % servers.size()) {}

std::optional<size_t> RoundRobin::pick(const ServerList& servers, const Selection& selection) {
    for (size_t tried = 0; tried < servers.size(); ++tried) {
        const size_t index = (m_next + tried) % servers.size();
        if (selection.avoids(index) || !servers[index]->eligible()) continue;
        // A second try takes no turn: else the server before would get the next request again.
        if (selection.avoid.empty()) m_next = (index + 1) % servers.size();
        return index;
    }
    return std::nullopt;
}

}  // namespace sluice::upstream
