#include "upstream/balancing/weighted_round_robin.h"

namespace sluice::upstream {

WeightedRoundRobin::WeightedRoundRobin(const ServerList& servers, int worker, const Tuning&)
    : m_rotation(servers.size()) {
    for (int i = 0; i < worker; ++i)
        pick(servers, {});
}

std::optional<size_t> WeightedRoundRobin::pick(const ServerList& servers,
                                               const Selection& selection) {
    return m_rotation.next(servers, selection,
                           [](const Server& server) { return server.effectiveWeight(); });
}

}  // namespace sluice::upstream
