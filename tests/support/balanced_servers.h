#pragma once

#include <cmath>
#include <queue>
#include <string>
#include <tuple>
#include <vector>

#include "base/random.h"
#include "upstream/balancing/balancer.h"

namespace sluice::test {

/// Servers "server-0", "server-1", … of these weights.
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

/// The same time throughout a test, and near the clock's for what looks at that.
inline TimePoint someTime() {
    static const TimePoint time = Clock::now();
    return time;
}

inline void answer(upstream::Server& server, double latency_ms, TimePoint now) {
    const std::chrono::duration<double, std::milli> latency(latency_ms);
    server.statistics().recordAnswer(std::chrono::duration_cast<Duration>(latency), 200, now);
}

inline void setCondition(upstream::Server& server, upstream::Condition condition) {
    if (condition == upstream::Condition::healthy) return server.setBack();
    server.setOut(condition, "for a test", someTime() + std::chrono::hours(1));
}

/// How often each server is chosen while nothing changes.
inline std::vector<size_t> countChoices(upstream::Balancer& balancer,
                                        const upstream::ServerList& servers, int choices) {
    std::vector<size_t> counts(servers.size());
    for (int i = 0; i < choices; ++i)
        ++counts[balancer.choose(servers).value()];
    return counts;
}

/// Keeps a number of requests in flight: each that is answered makes room for the next. A server
/// takes as long as it always does, give or take `scatter` of that, however many requests it has.
class ClosedLoop {
public:
    ClosedLoop(upstream::Balancer& balancer, const upstream::ServerList& servers,
               std::vector<double> latencies_ms, size_t inFlight, double scatter = 0)
        : m_balancer(balancer),
          m_servers(servers),
          m_latencies_ms(std::move(latencies_ms)),
          m_inFlight(inFlight),
          m_scatter(scatter) {}

    /// Of so many requests, how many each server got.
    std::vector<size_t> run(size_t requests) {
        std::vector<size_t> counts(m_servers.size());
        for (size_t i = 0; i < requests; ++i) {
            if (m_underWay.size() >= m_inFlight) finishOne();
            const auto index = m_balancer.choose(m_servers, {m_random.next(), {}, m_now});
            ++counts[index.value()];
            m_servers[*index]->requestStarted();
            const double latency_ms =
                m_latencies_ms[*index] * (1 + m_scatter * (2 * m_random.unit() - 1));
            const std::chrono::duration<double, std::milli> latency(latency_ms);
            m_underWay.push({m_now + std::chrono::duration_cast<Duration>(latency), ++m_id, *index,
                             latency_ms});
        }
        return counts;
    }

private:
    struct Request {
        TimePoint end;
        size_t id;
        size_t server;
        double latency_ms;
        bool operator<(const Request& other) const {
            return std::tie(other.end, other.id) < std::tie(end, id);
        }
    };

    void finishOne() {
        const Request request = m_underWay.top();
        m_underWay.pop();
        m_now = request.end;
        m_servers[request.server]->requestEnded();
        answer(*m_servers[request.server], request.latency_ms, m_now);
    }

    upstream::Balancer& m_balancer;
    const upstream::ServerList& m_servers;
    const std::vector<double> m_latencies_ms;
    const size_t m_inFlight;
    const double m_scatter;
    std::priority_queue<Request> m_underWay;
    size_t m_id = 0;
    TimePoint m_now = someTime();
    Random m_random{7};
};

/// Pearson's statistic of what was counted against shares that sum to 1; none may be 0.
inline double chiSquare(const std::vector<size_t>& counts, const std::vector<double>& shares) {
    double total = 0;
    for (const size_t count : counts)
        total += static_cast<double>(count);
    double sum = 0;
    for (size_t i = 0; i < shares.size(); ++i) {
        const double due = shares[i] * total;
        sum += std::pow(static_cast<double>(counts[i]) - due, 2) / due;
    }
    return sum;
}

/// What chiSquare() exceeds once in a thousand times if the shares are right (Wilson, Hilferty).
inline double chiSquareLimit(size_t categories) {
    const double freedom = static_cast<double>(categories) - 1;
    const double variance = 2 / (9 * freedom);
    return freedom * std::pow(1 - variance + 3.09 * std::sqrt(variance), 3);
}

}  // namespace sluice::test
