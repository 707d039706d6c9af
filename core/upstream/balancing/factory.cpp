#include <algorithm>
#include <array>

#include "upstream/balancing/balancer.h"
#include "upstream/balancing/consistent_hash.h"
#include "upstream/balancing/health_weighted.h"
#include "upstream/balancing/least_connections.h"
#include "upstream/balancing/least_response_time.h"
#include "upstream/balancing/peak_ewma.h"
#include "upstream/balancing/power_of_two.h"
#include "upstream/balancing/round_robin.h"
#include "upstream/balancing/score.h"
#include "upstream/balancing/weighted_round_robin.h"

namespace sluice::upstream {

namespace {

/// What a server's share is proportional to.
struct Circumstances {
    const Tuning& tuning;
    double fastest_ms;  ///< of the averages; 0: nothing was measured
};
using Claim = double (*)(const Server&, const Circumstances&);

double equalClaim(const Server& server, const Circumstances&) {
    return server.eligible() ? 1 : 0;
}
double weightClaim(const Server& server, const Circumstances&) {
    return server.effectiveWeight();
}

double scoreClaim(const Server& server, const Circumstances& now) {
    return server.effectiveWeight() * scoreOf(server, now.tuning.scoreScale_ms).total();
}
/// Where a balance by latency comes to rest: twice the latency, half the requests.
double speedClaim(const Server& server, const Circumstances& now) {
    const double average_ms = server.statistics().averageLatency_ms();
    const double slowness = average_ms > 0 ? average_ms / now.fastest_ms : 1;
    return server.effectiveWeight() / slowness;
}

double fastestAverage_ms(const ServerList& servers) {
    double fastest = 0;
    for (const auto& server : servers) {
        const double average_ms = server->statistics().averageLatency_ms();
        if (average_ms > 0 && (fastest == 0 || average_ms < fastest)) fastest = average_ms;
    }
    return fastest;
}

template <class B>
std::unique_ptr<Balancer> make(const ServerList& servers, int worker, const Tuning& tuning) {
    return std::make_unique<B>(servers, worker, tuning);
}

/// All that there is to know of a strategy: a further one is a row here and a file of its own.
struct Entry {
    Strategy strategy;
    std::string_view name;
    std::unique_ptr<Balancer> (*make)(const ServerList&, int worker, const Tuning&);
    Claim claim;
};

constexpr std::array kEntries{
    Entry{Strategy::roundRobin, "round-robin", make<RoundRobin>, equalClaim},
    Entry{Strategy::weightedRoundRobin, "weighted-round-robin", make<WeightedRoundRobin>,
          weightClaim},
    Entry{Strategy::leastConnections, "least-connections", make<LeastConnections>, weightClaim},
    Entry{Strategy::leastResponseTime, "least-response-time", make<LeastResponseTime>, speedClaim},
    Entry{Strategy::healthWeighted, "health-weighted", make<HealthWeighted>, scoreClaim},
    Entry{Strategy::powerOfTwo, "power-of-two", make<PowerOfTwo>, weightClaim},
    Entry{Strategy::peakEwma, "peak-ewma", make<PeakEwma>, speedClaim},
    Entry{Strategy::consistentHash, "consistent-hash", make<ConsistentHash>, weightClaim},
};

const Entry& entryOf(Strategy strategy) {
    const auto found = std::find_if(kEntries.begin(), kEntries.end(),
                                    [strategy](const Entry& e) { return e.strategy == strategy; });
    return found == kEntries.end() ? kEntries.front() : *found;
}

}  // namespace

std::unique_ptr<Balancer> makeBalancer(Strategy strategy, const ServerList& servers, int worker,
                                       const Tuning& tuning) {
    return entryOf(strategy).make(servers, worker, tuning);
}

std::vector<Strategy> availableStrategies() {
    std::vector<Strategy> strategies;
    for (const Entry& entry : kEntries)
        strategies.push_back(entry.strategy);
    return strategies;
}

std::string_view strategyName(Strategy strategy) {
    return entryOf(strategy).name;
}

std::optional<Strategy> strategyFromName(std::string_view name) {
    for (const Entry& entry : kEntries) {
        if (entry.name == name) return entry.strategy;
    }
    return std::nullopt;
}

std::vector<double> expectedShares(Strategy strategy, const ServerList& servers,
                                   const Tuning& tuning) {
    const Circumstances now{tuning, fastestAverage_ms(servers)};
    std::vector<double> shares;
    double total = 0;
    for (const auto& server : servers) {
        shares.push_back(entryOf(strategy).claim(*server, now));
        total += shares.back();
    }
    for (double& share : shares)
        share = total > 0 ? share / total : 0;
    return shares;
}

}  // namespace sluice::upstream
