#include "upstream/balancing/peak_ewma.h"

#include <limits>

namespace sluice::upstream {

std::optional<size_t> PeakEwma::pick(const ServerList& servers, const Selection& selection) {
    const TimePoint now = selection.time();
    return m_choices.choose(servers, selection, [now](const Server& server, double weight) {
        const double peak_ms = server.statistics().peakLatency_ms(now);
        const auto inFlight = static_cast<double>(server.load());
        // One that was not measured yet is tried, with one request at a time.
        if (peak_ms == 0) return inFlight > 0 ? std::numeric_limits<double>::max() : 0.0;
        return peak_ms * (inFlight / weight + 1);
    });
}

}  // namespace sluice::upstream
