#include "upstream/balancing/two_choices.h"

#include <algorithm>
#include <cmath>

namespace sluice::upstream {

std::optional<std::pair<size_t, size_t>> TwoChoices::draw(const ServerList& servers,
                                                          const Selection& selection) {
    double total = 0;
    size_t candidates = 0;
    for (size_t i = 0; i < servers.size(); ++i) {
        const double weight = selection.avoids(i) ? 0 : servers[i]->effectiveWeight();
        if (weight > 0) {
            total += weight;
            ++candidates;
        }
        m_ends[i] = total;
    }
    if (candidates == 0) return std::nullopt;
    m_meanWeight = total / static_cast<double>(candidates);
    const size_t first = serverAt(m_random.unit() * total);
    if (candidates == 1) return std::pair(first, first);

    // The line without the first one's part.
    const double begin = first == 0 ? 0 : m_ends[first - 1];
    const double part = m_ends[first] - begin;
    double position = m_random.unit() * (total - part);
    if (position >= begin) position += part;
    return std::pair(first, serverAt(position));
}

/// Rounding may have taken the position to the line's very end, which is nobody's.
size_t TwoChoices::serverAt(double position) const {
    position = std::min(position, std::nextafter(m_ends.back(), 0.0));
    const auto found = std::upper_bound(m_ends.begin(), m_ends.end(), position);
    return static_cast<size_t>(found - m_ends.begin());
}

}  // namespace sluice::upstream
