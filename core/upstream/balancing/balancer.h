#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "upstream/server.h"

namespace sluice::upstream {

/// Chooses a server for a request. Each worker has its own balancer for each pool, so an
/// implementation keeps plain state; what all workers must agree on is in Server, as atomics.
/// Weights may change between two choices. A choice allocates nothing.
class Balancer {
public:
    virtual ~Balancer() = default;

    /// The index of the chosen server; nothing if no server is eligible. `servers` is the list that
    /// the balancer was made for. `avoid`, if set, is a server to pass over while there is another.
    virtual std::optional<size_t> choose(const ServerList& servers,
                                         std::optional<size_t> avoid = std::nullopt) = 0;
};

/// A balancer for `servers`. `worker` makes workers start at different servers.
std::unique_ptr<Balancer> makeBalancer(Strategy strategy, const ServerList& servers, int worker);

/// Those that makeBalancer() can make, in the order in which to offer them.
std::vector<Strategy> availableStrategies();
/// The name in the configuration: "round-robin", "weighted-round-robin".
std::string_view strategyName(Strategy strategy);
std::optional<Strategy> strategyFromName(std::string_view name);
/// The share of the pool's requests that each server should get, 0 to 1, by strategy and weights.
std::vector<double> expectedShares(Strategy strategy, const ServerList& servers);

}  // namespace sluice::upstream
