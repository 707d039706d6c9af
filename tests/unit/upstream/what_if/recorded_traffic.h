#pragma once

#include <functional>
#include <random>
#include <string>
#include <vector>

#include "upstream/balancing/balancer.h"
#include "upstream/what_if/try_log.h"

namespace sluice::test {

inline Duration milliseconds(double time_ms) {
    return Duration(static_cast<int64_t>(time_ms * 1e6));
}

inline upstream::ServerList makeServers(const std::vector<double>& weights) {
    upstream::ServerList servers;
    for (size_t i = 0; i < weights.size(); ++i) {
        upstream::ServerOptions options;
        options.name = "server-" + std::to_string(i);
        options.url.endpoint = {"127.0.0.1", static_cast<uint16_t>(3000 + i)};
        options.weight = weights[i];
        servers.push_back(std::make_shared<upstream::Server>(std::move(options), nullptr));
    }
    return servers;
}

/// Traffic as the gateway would have recorded it: requests at random times, given to the servers in
/// turn, with service times about each server's mean. The same every time.
class RecordedTraffic {
public:
    explicit RecordedTraffic(std::vector<double> means_ms) : m_means_ms(std::move(means_ms)) {}

    /// The part of the server's tries that end as a 5xx.
    void setErrors(size_t server, double rate) {
        m_errorServer = server;
        m_errorRate = rate;
    }

    std::vector<upstream::Try> requests(size_t count, double perSecond) {
        std::mt19937_64 random(7);
        std::exponential_distribution<> gap_s(perSecond);
        std::lognormal_distribution<> spread(0, 0.5);
        std::uniform_real_distribution<> chance(0, 1);
        std::vector<upstream::Try> tries;
        double time_s = 1000;
        for (size_t i = 0; i < count; ++i) {
            const size_t server = i % m_means_ms.size();
            time_s += gap_s(random);
            upstream::Try next;
            next.start = TimePoint(milliseconds(time_s * 1000));
            next.service = milliseconds(m_means_ms[server] * spread(random));
            next.hash = random();
            next.server = static_cast<uint16_t>(server);
            const bool fails = server == m_errorServer && chance(random) < m_errorRate;
            if (fails) next.ending = upstream::Ending::serverError;
            tries.push_back(next);
        }
        return tries;
    }

private:
    std::vector<double> m_means_ms;
    size_t m_errorServer = SIZE_MAX;
    double m_errorRate = 0;
};

}  // namespace sluice::test
