#include "upstream/balancing/two_choices.h"

namespace sluice::upstream {

std::optional<size_t> TwoChoices::draw(const ServerList& servers, const Selection& selection,
                                       std::optional<size_t> except) {
    const auto weightOf = [&](size_t i) {
        return i == except || selection.avoids(i) ? 0 : servers[i]->effectiveWeight();
    };
    double total = 0;
    for (size_t i = 0; i < servers.size(); ++i)
        total += weightOf(i);
    double left = m_random.unit() * total;
    std::optional<size_t> last;  // weights may have changed since they were added up
    for (size_t i = 0; i < servers.size(); ++i) {
        const double weight = weightOf(i);
        if (!(weight > 0)) continue;
        last = i;
        left -= weight;
        if (left < 0) break;
    }
    return last;
}

}  // namespace sluice::upstream
