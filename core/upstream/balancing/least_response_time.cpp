#include "upstream/balancing/least_response_time.h"

#include <algorithm>

namespace sluice::upstream {

namespace {

/// Of the servers that were measured; 1 if none was.
double fastest_ms(const ServerList& servers, TimePoint now) {
    double least = 0;
    for (const auto& server : servers) {
        const double latency = server->statistics().fadingLatency_ms(now);
        if (latency > 0 && (least == 0 || latency < least)) least = latency;
    }
    return least > 0 ? least : 1;
}

}  // namespace

LeastResponseTime::LeastResponseTime(const ServerList& servers, int worker, const Tuning&)
    : m_least(servers.size()) {
    for (int i = 0; i < worker; ++i)
        pick(servers, {});
}

std::optional<size_t> LeastResponseTime::pick(const ServerList& servers,
                                              const Selection& selection) {
    const TimePoint now = selection.now;
    const double unknown_ms = fastest_ms(servers, now);
    return m_least.find(servers, selection, [&](const Server& server, double weight) {
        const double latency_ms = server.statistics().fadingLatency_ms(now);
        const double ahead = static_cast<double>(server.inFlight()) / weight;
        return (latency_ms > 0 ? latency_ms : unknown_ms) * (ahead + 1);
    });
}

}  // namespace sluice::upstream
