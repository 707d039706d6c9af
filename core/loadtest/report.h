#pragma once

#include <string>
#include <vector>

#include "loadtest/plan.h"
#include "loadtest/tally.h"
#include "loadtest/thread_usage.h"

namespace sluice::loadtest {

/// How a run went, apart from what it counted.
struct RunFacts {
    Duration wall{};  ///< from the end of the warm-up to the last answer
    Duration run{};   ///< all of it
    bool brokenOff = false;
    uint64_t abandoned = 0;  ///< under way when it was broken off; not counted otherwise
    std::vector<ThreadUsage> threads;
};

/// Of a histogram, in milliseconds. All requests count, failed ones too.
struct Latency {
    double avg_ms = 0;
    double min_ms = 0;  ///< this and the rest to within the histogram's 0.8 %
    double max_ms = 0;
    double median_ms = 0;
    double p90_ms = 0;
    double p95_ms = 0;
    double p99_ms = 0;
    double p999_ms = 0;

    static Latency of(const metrics::HistogramCounts& counts_ns);
};

/// What a run of one scenario showed. A value.
class Report {
public:
    Report(Scenario scenario, Counts counts, RunFacts facts);

    const Scenario& scenario() const { return m_scenario; }
    const Counts& counts() const { return m_counts; }
    const RunFacts& facts() const { return m_facts; }

    double wall_s() const;
    double successRate() const;        ///< 0 to 1; 0 if nothing was sent
    double requestsPerSecond() const;  ///< over the wall's time; 0 if there was none
    Latency latency() const { return Latency::of(m_counts.latency); }
    /// Counted from when the requests were sent: what a load that waits for the target would show.
    Latency uncorrected() const { return Latency::of(m_counts.service); }

    /// Of the busiest thread, in percent of one core.
    double generatorCpu_percent() const;
    /// Of the thread that waited most for a core, in percent of the time.
    double generatorWait_percent() const;
    double latenessP99_ms() const;
    /// Whether the generator, and not the target, was the limit: then the figures say little about
    /// the target.
    bool generatorLimited() const { return !m_limits.empty(); }
    /// Why, one sentence each.
    const std::vector<std::string>& limits() const { return m_limits; }
    /// What else a reader should know, one sentence each.
    std::vector<std::string> notes() const;

private:
    void findLimits();

    Scenario m_scenario;
    Counts m_counts;
    RunFacts m_facts;
    std::vector<std::string> m_limits;
};

}  // namespace sluice::loadtest
