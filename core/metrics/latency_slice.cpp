#include "metrics/latency_slice.h"

#include <algorithm>

namespace sluice::metrics {

LatencySlice LatencySlice::of(const HistogramCounts& counts) {
    LatencySlice slice;
    if (counts.total() == 0) return slice;
    for (uint32_t bucket = 0; bucket < Buckets::count; ++bucket) {
        const uint64_t n = std::min<uint64_t>(counts.at(bucket), UINT32_MAX);
        if (n > 0) slice.entries.push_back({bucket, static_cast<uint32_t>(n)});
    }
    slice.entries.shrink_to_fit();
    slice.sum_ns = counts.sum();
    return slice;
}

void LatencySlice::addTo(HistogramCounts& counts) const {
    for (const Entry& entry : entries)
        counts.add(entry.bucket, entry.count);
    counts.addSum(sum_ns);
}

}  // namespace sluice::metrics
