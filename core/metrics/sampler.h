#pragma once

#include <map>
#include <memory>

#include "base/clock.h"
#include "metrics/record.h"
#include "metrics/registry.h"
#include "metrics/snapshot.h"

namespace sluice::metrics {

class Course;

/// Reads all cells about once a second and works out rates and percentiles over windows.
/// Control thread only; the workers never wait for it. Its memory is bounded: for each series, the
/// counts of the last 300 samples and the histograms of the last ten, until the series is gone.
/// Beside them, the whole's course over a day.
class Sampler {
public:
    explicit Sampler(Registry& registry);
    ~Sampler();

    /// Takes one sample. Call it once a second; the rates use the true times. The first sample is
    /// where the windows begin; one that is not later than the last is ignored.
    void sample(TimePoint now);

    /// As of the last sample. The total is of all routes, also of those that are gone, and of the
    /// requests that were refused before a route was known, by their status and without latency.
    Traffic total() const;
    /// Zero for a series that was not there yet.
    Traffic of(const Series& series) const;
    /// Adds the series' latencies of the last ten samples, in nanoseconds.
    void addRecentTo(HistogramCounts& counts, const Series& series) const;
    /// -1: never.
    double lastHitAgo_s(const Series& series) const;
    /// All that was counted up to the last sample; configuration and environment are left out.
    Record record() const;
    /// The same up to this moment, but what was used of the machine.
    Record recordNow(TimePoint now) const;
    const Course& course() const;
    /// Fills workers, total, latencyBands, the figures of the last second, of the connections and
    /// of the process. The uptime counts from the first sample.
    void fill(Snapshot& snapshot) const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

}  // namespace sluice::metrics
