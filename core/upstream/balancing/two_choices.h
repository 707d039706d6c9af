#pragma once

#include <optional>

#include "base/random.h"
#include "upstream/balancing/balancer.h"

namespace sluice::upstream {

/// The better of two servers that are drawn at random, in proportion to their weights: nearly as
/// good as looking at all of them, and without the herd that runs to the one best server (M.
/// Mitzenmacher, "The power of two choices in randomized load balancing", 2001).
class TwoChoices {
public:
    explicit TwoChoices(int worker) : m_random(0x5eed + static_cast<uint64_t>(worker)) {}

    /// `cost(server, weight)`: the cheaper one wins, the first one drawn if they cost the same.
    template <class Cost>
    std::optional<size_t> choose(const ServerList& servers, const Selection& selection, Cost cost) {
        const auto first = draw(servers, selection, {});
        if (!first) return first;
        const auto second = draw(servers, selection, first);
        if (!second) return first;
        return costOf(servers, *second, cost) < costOf(servers, *first, cost) ? second : first;
    }

private:
    template <class Cost>
    static double costOf(const ServerList& servers, size_t index, Cost cost) {
        const Server& server = *servers[index];
        const double weight = server.effectiveWeight();
        return weight > 0 ? cost(server, weight) : std::numeric_limits<double>::infinity();
    }
    std::optional<size_t> draw(const ServerList& servers, const Selection& selection,
                               std::optional<size_t> except);

    Random m_random;
};

}  // namespace sluice::upstream
