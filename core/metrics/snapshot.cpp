#include "metrics/snapshot.h"

#include <algorithm>
#include <cmath>

namespace sluice::metrics {

namespace {

std::array<double, Snapshot::bands> limits_ms() {
    std::array<double, Snapshot::bands> limits{};
    for (size_t i = 0; i < limits.size(); ++i) {
        limits[i] = 0.1 * std::pow(10, static_cast<double>(i + 1) / 4);
    }
    return limits;
}

const auto kLimits_ms = limits_ms();

double toMs(uint64_t ns) {
    return static_cast<double>(ns) / 1e6;
}

}  // namespace

/// The mean is exact, the others are the middles of buckets: a lonely one may be below it.
Percentiles percentilesOf(const HistogramCounts& counts) {
    const double mean_ms = counts.mean() / 1e6;
    return {.p50_ms = toMs(counts.percentile(0.50)),
            .p90_ms = toMs(counts.percentile(0.90)),
            .p95_ms = toMs(counts.percentile(0.95)),
            .p99_ms = toMs(counts.percentile(0.99)),
            .p999_ms = toMs(counts.percentile(0.999)),
            .mean_ms = mean_ms,
            .max_ms = std::max(mean_ms, toMs(counts.max()))};
}

double Snapshot::bandLimit_ms(size_t band) {
    return kLimits_ms[std::min(band, bands - 1)];
}

size_t Snapshot::bandOf(double latency_ms) {
    const auto limit = std::upper_bound(kLimits_ms.begin(), kLimits_ms.end(), latency_ms);
    return std::min(static_cast<size_t>(limit - kLimits_ms.begin()), bands - 1);
}

}  // namespace sluice::metrics
