#pragma once

#include <algorithm>
#include <cmath>
#include <optional>

#include "upstream/balancing/smooth_rotation.h"

namespace sluice::upstream {

/// The cheapest server of all. Equally cheap ones, as in an idle pool, take smooth turns by weight.
class LeastCost {
public:
    explicit LeastCost(size_t servers) : m_turns(servers) {}

    /// `cost(server, weight)` of an eligible server, whose weight is above 0.
    template <class Cost>
    std::optional<size_t> find(const ServerList& servers, const Selection& selection, Cost cost) {
        std::vector<double>& candidates = m_turns.claims();
        double least = 0;
        bool found = false;
        for (size_t i = 0; i < servers.size(); ++i) {
            const double weight = selection.avoids(i) ? 0 : servers[i]->effectiveWeight();
            candidates[i] = 0;
            if (!(weight > 0)) continue;
            const double own = cost(*servers[i], weight);
            const bool tie = found && std::abs(own - least) <= 1e-9 * least;
            if (found && !tie && own > least) continue;
            if (!tie) std::fill_n(candidates.begin(), i, 0.0);
            candidates[i] = weight;
            least = own;
            found = true;
        }
        return m_turns.next();
    }

private:
    SmoothRotation m_turns;
};

}  // namespace sluice::upstream
