#include "upstream/balancing/smooth_rotation.h"

#include <cmath>
#include <numeric>

namespace sluice::upstream {

std::optional<size_t> SmoothRotation::next() {
    const double total = std::accumulate(m_claims.begin(), m_claims.end(), 0.0);
    if (!(total > 0)) return std::nullopt;
    scaleCredits(total);
    std::optional<size_t> best;
    for (size_t i = 0; i < m_claims.size(); ++i) {
        if (!(m_claims[i] > 0)) continue;
        m_credits[i] += m_claims[i];
        if (!best || m_credits[i] > m_credits[*best]) best = i;
    }
    m_credits[*best] -= total;
    return best;
}

/// Credits are worth their part of the total. Without this, going from 1000:1 to 1:1 would leave
/// hundreds of choices' worth of old credit to work off before the change is seen.
void SmoothRotation::scaleCredits(double total) {
    if (total == m_total) return;
    double scale = m_total > 0 ? total / m_total : 0;
    if (!std::isfinite(scale)) scale = 0;
    for (double& credit : m_credits)
        credit *= scale;
    m_total = total;
}

}  // namespace sluice::upstream
