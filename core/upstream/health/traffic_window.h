#pragma once

#include <cstdint>
#include <deque>

#include "base/clock.h"

namespace sluice::upstream {

/// What was counted of a server's answers.
struct TrafficCounts {
    uint64_t requests = 0;
    uint64_t errors = 0;
    uint64_t timed = 0;  ///< latencies that are known; also of requests that others answered
    Duration latency{};  ///< the sum of theirs

    /// Of `timed`; 0 without any.
    double meanLatency_ms() const {
        const double sum_ms = std::chrono::duration<double, std::milli>(latency).count();
        return timed > 0 ? sum_ms / static_cast<double>(timed) : 0;
    }
    double successRate() const {
        return requests > 0 ? 1 - static_cast<double>(errors) / static_cast<double>(requests) : 1;
    }
};

/// The counts of the last while, from running totals that are sampled now and then. Keeps about
/// `resolution` samples however long the window is, so its begin is that exact.
class TrafficWindow {
public:
    static constexpr int resolution = 50;

    /// Totals only grow; `now` never goes back.
    void add(const TrafficCounts& totals, TimePoint now, Duration length);
    /// What was counted from the window's begin to the last sample.
    TrafficCounts counts() const;
    /// Begins anew with the next sample.
    void clear() { m_samples.clear(); }

private:
    struct Sample {
        TimePoint time;
        TrafficCounts totals;
    };

    std::deque<Sample> m_samples;  // the first one is where the window begins
    TrafficCounts m_latest;
};

}  // namespace sluice::upstream
