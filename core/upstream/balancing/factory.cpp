#include <algorithm>
#include <array>

#include "upstream/balancing/balancer.h"
#include "upstream/balancing/round_robin.h"
#include "upstream/balancing/weighted_round_robin.h"

namespace sluice::upstream {

namespace {

/// What a server's share is proportional to.
using Claim = double (*)(const Server&, const Tuning&);

double equalClaim(const Server& server, const Tuning&) {
    return server.eligible() ? 1 : 0;
}
double weightClaim(const Server& server, const Tuning&) {
    return server.effectiveWeight();
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
    std::vector<double> shares;
    double total = 0;
    for (const auto& server : servers) {
        shares.push_back(entryOf(strategy).claim(*server, tuning));
        total += shares.back();
    }
    for (double& share : shares)
        share = total > 0 ? share / total : 0;
    return shares;
}

}  // namespace sluice::upstream
