#include <algorithm>
#include <array>

#include "upstream/balancing/balancer.h"
#include "upstream/balancing/consistent_hash.h"
#include "upstream/balancing/expected_shares.h"
#include "upstream/balancing/health_weighted.h"
#include "upstream/balancing/least_connections.h"
#include "upstream/balancing/least_response_time.h"
#include "upstream/balancing/peak_ewma.h"
#include "upstream/balancing/power_of_two.h"
#include "upstream/balancing/round_robin.h"
#include "upstream/balancing/weighted_round_robin.h"

namespace sluice::upstream {

namespace {

using Shares = std::vector<double> (*)(const ServerList&, const Tuning&, const Arrivals&);

template <Claim claim>
std::vector<double> byClaim(const ServerList& servers, const Tuning& tuning, const Arrivals&) {
    return sharesByClaim(servers, tuning, claim);
}

/// Between how an idle pool shares requests and how a busy one does.
template <auto idle, Claim idleClaim, auto busy, Claim busyClaim>
std::vector<double> byLoad(const ServerList& servers, const Tuning& tuning,
                           const Arrivals& arrivals) {
    return sharesByLoad(idle(servers, tuning, idleClaim), busy(servers, tuning, busyClaim),
                        arrivals.inFlight);
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
    Shares shares;
};

constexpr std::array kEntries{
    Entry{Strategy::roundRobin, "round-robin", make<RoundRobin>, byClaim<equalClaim>},
    Entry{Strategy::weightedRoundRobin, "weighted-round-robin", make<WeightedRoundRobin>,
          byClaim<weightClaim>},
    Entry{Strategy::leastConnections, "least-connections", make<LeastConnections>,
          byLoad<sharesByClaim, weightClaim, sharesByClaim, leastConnectionsClaim>},
    Entry{Strategy::leastResponseTime, "least-response-time", make<LeastResponseTime>,
          byLoad<sharesByCost, latencyCost, sharesByClaim, leastResponseTimeClaim>},
    Entry{Strategy::healthWeighted, "health-weighted", make<HealthWeighted>, byClaim<scoreClaim>},
    Entry{Strategy::powerOfTwo, "power-of-two", make<PowerOfTwo>,
          byLoad<sharesByClaim, weightClaim, sharesByPairs, leastConnectionsClaim>},
    Entry{Strategy::peakEwma, "peak-ewma", make<PeakEwma>,
          byLoad<sharesByCheaperOfPairs, latencyCost, sharesByPairs, peakEwmaClaim>},
    Entry{Strategy::consistentHash, "consistent-hash", make<ConsistentHash>, sharesByKeys},
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
                                   const Tuning& tuning, const Arrivals& arrivals) {
    return entryOf(strategy).shares(servers, tuning, arrivals);
}

}  // namespace sluice::upstream
