#include "upstream/balancing/round_robin.h"

namespace sluice::upstream {

RoundRobin::RoundRobin(const ServerList& servers, int worker, const Tuning&)
    : m_rotation(servers.size()) {
    for (int i = 0; i < worker; ++i)
        pick(servers, {});
}

std::optional<size_t> RoundRobin::pick(const ServerList& servers, const Selection& selection) {
    return m_rotation.next(servers, selection, [](const Server& server) {
        return server.eligible() ? server.ramp() : 0;
    });
}

}  // namespace sluice::upstream
