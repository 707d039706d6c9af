#pragma once

#include <optional>

#include "base/clock.h"

namespace sluice::metrics {

/// Turns successive readings of used CPU seconds into percent of one core.
class CpuMeter {
public:
    /// Returns what was used since the last call with an earlier time; 0 for the first.
    double update(TimePoint now, double cpu_s);

private:
    std::optional<TimePoint> m_time;
    double m_cpu_s = 0;
    double m_percent = 0;
};

}  // namespace sluice::metrics
