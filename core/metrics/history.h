#pragma once

#include <deque>
#include <optional>

#include "base/clock.h"
#include "metrics/latency_slice.h"
#include "metrics/reading.h"
#include "metrics/snapshot.h"

namespace sluice::metrics {

/// The recent past of one series: what the rates and percentiles of its windows are worked out
/// from.
class History {
public:
    static constexpr size_t samples = 300;  ///< five minutes at one a second
    static constexpr size_t slices = 10;

    /// Begins at `start` with nothing counted. Without a start, the first reading is the beginning:
    /// it counts for the totals, but lies in no window.
    explicit History(std::optional<TimePoint> start = {});

    /// `counted` since the last call. Times must rise.
    void advance(TimePoint now, const Reading& counted);

    /// As of the last advance().
    const Traffic& traffic() const { return m_traffic; }
    double errorsPerSecond() const { return m_errorsPerSecond; }
    std::optional<TimePoint> lastHit() const { return m_lastHit; }
    const LatencySlice& lastSlice() const;
    /// Adds the latencies of the last ten samples.
    void addRecentTo(HistogramCounts& counts) const;

private:
    struct Point {
        TimePoint time;
        uint64_t requests = 0, errors = 0;
        uint64_t cacheHits = 0, cacheLookups = 0;
        std::array<uint64_t, phases> phase_ns{};
    };

    void count(const Reading& counted);
    void measureRates();
    void measureLatency();
    void measurePhases();
    const Point& pointBefore(Duration window) const;
    double perSecond(Duration window) const;

    std::deque<Point> m_points;            // oldest first, cumulative
    std::deque<LatencySlice> m_slices;     // oldest first
    std::deque<LatencySlice> m_firstByte;  // the same
    std::array<uint64_t, phases> m_phase_ns{};
    std::optional<TimePoint> m_lastHit;
    Traffic m_traffic;
    double m_errorsPerSecond = 0;
};

}  // namespace sluice::metrics
