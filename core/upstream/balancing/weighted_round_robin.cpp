#include "upstream/balancing/weighted_round_robin.h"

#include <cmath>

namespace sluice::upstream {

WeightedRoundRobin::WeightedRoundRobin(const ServerList& servers, int worker, const Tuning&)
    : m_weights(servers.size(), 0.0), m_credits(servers.size(), 0.0) {
    for (int i = 0; i < worker; ++i)
        pick(servers, {});
}

std::optional<size_t> WeightedRoundRobin::pick(const ServerList& servers,
                                               const Selection& selection) {
    readWeights(servers);
    std::optional<size_t> best;
    double earned = 0;
    for (size_t i = 0; i < servers.size(); ++i) {
        if (selection.avoids(i) || !(m_weights[i] > 0)) continue;
        m_credits[i] += m_weights[i];
        earned += m_weights[i];
        if (!best || m_credits[i] > m_credits[*best]) best = i;
    }
    if (best) m_credits[*best] -= earned;
    return best;
}

/// Credits are worth their part of the total. Without this, going from 1000:1 to 1:1 would leave
/// hundreds of choices' worth of old credit to work off before the change is seen.
void WeightedRoundRobin::readWeights(const ServerList& servers) {
    double total = 0;
    for (size_t i = 0; i < servers.size(); ++i) {
        m_weights[i] = servers[i]->effectiveWeight();
        total += m_weights[i];
    }
    if (total == m_total || !(total > 0)) return;
    double scale = m_total > 0 ? total / m_total : 0;
    if (!std::isfinite(scale)) scale = 0;
    for (double& credit : m_credits)
        credit *= scale;
    m_total = total;
}

}  // namespace sluice::upstream
