#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "upstream/balancing/arrivals.h"
#include "upstream/server.h"
#include "upstream/tuning.h"

namespace sluice::upstream {

/// What a choice depends on besides the servers.
struct Selection {
    uint64_t hash = 0;                ///< of what consistent-hash goes by
    std::span<const size_t> avoid{};  ///< servers to pass over while there are others: tried before
    TimePoint now{};                  ///< for strategies that remember; nothing: they ask the clock

    TimePoint time() const { return now == TimePoint{} ? Clock::now() : now; }
    bool avoids(size_t server) const {
        return std::find(avoid.begin(), avoid.end(), server) != avoid.end();
    }
};

/// Chooses a server for a request. Each worker has its own balancer for each pool, so an
/// implementation keeps plain state; what all workers must agree on is in Server, as atomics.
/// Weights, duties and conditions may change between two choices, and during one. A choice
/// allocates nothing.
class Balancer {
public:
    virtual ~Balancer() = default;

    /// The index of the chosen server; nothing if no server is eligible. `servers` is the list that
    /// the balancer was made for.
    std::optional<size_t> choose(const ServerList& servers, const Selection& selection = {}) {
        const auto index = pick(servers, selection);
        if (index || selection.avoid.empty()) return index;
        return pick(servers, {selection.hash, {}, selection.now});
    }

protected:
    /// As choose(), but never a server that `selection` avoids.
    virtual std::optional<size_t> pick(const ServerList& servers, const Selection& selection) = 0;
};

/// A balancer for `servers`. `worker` makes workers start at different servers. `tuning` outlives
/// it.
std::unique_ptr<Balancer> makeBalancer(Strategy strategy, const ServerList& servers, int worker,
                                       const Tuning& tuning);

/// Those that makeBalancer() can make, in the order in which to offer them.
std::vector<Strategy> availableStrategies();
/// The name in the configuration, such as "round-robin".
std::string_view strategyName(Strategy strategy);
std::optional<Strategy> strategyFromName(std::string_view name);
/// The share of the pool's requests that each server should get, 0 to 1, as things stand, if they
/// come as `arrivals` did. Where a strategy goes by requests in flight it is an estimate; see
/// expected_shares.h.
std::vector<double> expectedShares(Strategy strategy, const ServerList& servers,
                                   const Tuning& tuning, const Arrivals& arrivals = {});

}  // namespace sluice::upstream
