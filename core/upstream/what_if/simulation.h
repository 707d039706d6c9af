#pragma once

#include <memory>
#include <queue>
#include <stop_token>
#include <vector>

#include "upstream/balancing/balancer.h"
#include "upstream/what_if/service_times.h"
#include "upstream/what_if/tally.h"

namespace sluice::upstream {

/// Servers like these that nobody else sees: their names, URLs, weights, duties and conditions as
/// they are now, nothing in flight and nothing measured.
ServerList copyOf(const ServerList& servers);

/// A strategy's balancer at work on copies of the servers, in simulated time. The same input gives
/// the same result.
class Simulation {
public:
    /// `times` and `tuning` outlive it.
    Simulation(Strategy strategy, const ServerList& servers, const ServiceTimes& times,
               const Tuning& tuning);

    /// Once. `arrivals` in the order of their start. Breaks off when it is asked to stop.
    Tally run(const std::vector<Try>& arrivals, const std::stop_token& stop);

private:
    struct UnderWay {
        TimePoint end;
        size_t server;
        Duration service;
        Ending ending;
        bool operator>(const UnderWay& other) const { return end > other.end; }
    };

    void begin(const Try& arrival);
    void endUntil(TimePoint time);
    void end(const UnderWay& ended);

    const ServerList m_servers;
    const ServiceTimes& m_times;
    const std::unique_ptr<Balancer> m_balancer;
    ServiceTimes::Random m_random;  // seeded alike for all
    std::priority_queue<UnderWay, std::vector<UnderWay>, std::greater<>> m_underWay;
    Tally m_tally;
};

}  // namespace sluice::upstream
