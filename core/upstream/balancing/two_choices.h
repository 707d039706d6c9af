#pragma once

#include <limits>
#include <utility>
#include <vector>

#include "base/random.h"
#include "upstream/balancing/balancer.h"

namespace sluice::upstream {

/// The better of two servers that are drawn at random, in proportion to their weights: nearly as
/// good as looking at all of them, and without the herd that runs to the one best server (M.
/// Mitzenmacher, "The power of two choices in randomized load balancing", 2001).
class TwoChoices {
public:
    TwoChoices(size_t servers, int worker)
        : m_ends(servers), m_random(0x5eed + static_cast<uint64_t>(worker)) {}

    /// `cost(server, weight)`: the cheaper one wins, the first one drawn if they cost the same. The
    /// weight is relative to the mean one, so that the unit of weights does not matter.
    template <class Cost>
    std::optional<size_t> choose(const ServerList& servers, const Selection& selection, Cost cost) {
        const auto drawn = draw(servers, selection);
        if (!drawn) return std::nullopt;
        const auto [first, second] = *drawn;
        if (first == second) return first;
        return costOf(*servers[second], cost) < costOf(*servers[first], cost) ? second : first;
    }

    /// Different servers, or the same twice if there is but one; nothing if there is none.
    std::optional<std::pair<size_t, size_t>> draw(const ServerList& servers,
                                                  const Selection& selection);

private:
    size_t serverAt(double position) const;

    template <class Cost>
    double costOf(const Server& server, Cost cost) const {
        const double weight = server.effectiveWeight() / m_meanWeight;
        return weight > 0 ? cost(server, weight) : std::numeric_limits<double>::infinity();
    }

    std::vector<double> m_ends;  ///< of each server's part of the line from 0 to the total weight
    double m_meanWeight = 1;     ///< of those that the last draw was from
    Random m_random;
};

}  // namespace sluice::upstream
