#pragma once

#include <cstdint>
#include <vector>

#include "metrics/histogram.h"

namespace sluice::metrics {

/// The latencies between two samples, kept without the empty buckets: an idle series costs nothing.
struct LatencySlice {
    struct Entry {
        uint32_t bucket;
        uint32_t count;
    };
    std::vector<Entry> entries;
    uint64_t sum_ns = 0;

    static LatencySlice of(const HistogramCounts& counts);
    void addTo(HistogramCounts& counts) const;
};

}  // namespace sluice::metrics
