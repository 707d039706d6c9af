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

/// Of the servers that may be chosen.
double meanWeight(const ServerList& servers) {
    double total = 0;
    double count = 0;
    for (const auto& server : servers) {
        const double weight = server->effectiveWeight();
        total += weight;
        count += weight > 0 ? 1 : 0;
    }
    return total > 0 ? total / count : 1;
}

}  // namespace

LeastResponseTime::LeastResponseTime(const ServerList& servers, int worker, const Tuning&)
    : m_least(servers.size()) {
    for (int i = 0; i < worker; ++i)
        pick(servers, {});
}

std::optional<size_t> LeastResponseTime::pick(const ServerList& servers,
                                              const Selection& selection) {
    const TimePoint now = selection.time();
    const double mean = meanWeight(servers);
    double unknown_ms = 0;
    return m_least.find(servers, selection, [&](const Server& server, double weight) {
        double latency_ms = server.statistics().fadingLatency_ms(now);
        if (!(latency_ms > 0)) {
            if (unknown_ms == 0) unknown_ms = fastest_ms(servers, now);
            latency_ms = unknown_ms;
        }
        return latency_ms * (static_cast<double>(server.inFlight()) * mean / weight + 1);
    });
}

}  // namespace sluice::upstream
