#include "upstream/balancing/least_connections.h"

namespace sluice::upstream {

LeastConnections::LeastConnections(const ServerList& servers, int worker, const Tuning&)
    : m_least(servers.size()) {
    for (int i = 0; i < worker; ++i)
        pick(servers, {});
}

std::optional<size_t> LeastConnections::pick(const ServerList& servers,
                                             const Selection& selection) {
    return m_least.find(servers, selection, [](const Server& server, double weight) {
        return static_cast<double>(server.load()) / weight;
    });
}

}  // namespace sluice::upstream
