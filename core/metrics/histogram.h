#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "metrics/counter.h"

namespace sluice::metrics {

/// The bounds of a log-linear histogram: exact below 128, then 64 equal buckets for every power of
/// two, so that a bucket's middle is within 0.8 % of every value in it. Covers 0 to 2^42 ns
/// (73 minutes); larger values fall into the last bucket.
struct Buckets {
    static constexpr size_t exact = 128;
    static constexpr size_t perOctave = 64;
    static constexpr size_t count = exact + (42 - 7) * perOctave;

    static size_t indexOf(uint64_t value) {
        if (value < exact) return static_cast<size_t>(value);
        if (value >> 42 != 0) return count - 1;
        const auto octave = static_cast<size_t>(std::bit_width(value)) - 8;  // 0 for 128 to 255
        return exact + octave * perOctave + (value >> (octave + 1)) - perOctave;
    }
    static uint64_t lowest(size_t index);  ///< the smallest value of the bucket
    static uint64_t middle(size_t index);  ///< what a percentile reports
};

/// A copy of a histogram's counts: merged, subtracted and asked for percentiles off the data path.
class HistogramCounts {
public:
    void add(size_t bucket, uint64_t n);
    void merge(const HistogramCounts& other);
    /// What was recorded since `earlier`, an older copy of the same histogram.
    HistogramCounts since(const HistogramCounts& earlier) const;

    uint64_t total() const { return m_total; }
    uint64_t sum() const { return m_sum; }  ///< of the recorded values, exact
    void addSum(uint64_t sum) { m_sum += sum; }
    double mean() const;
    /// The value below which the fraction `quantile` (0 to 1) lies, by nearest rank; 0 if empty.
    uint64_t percentile(double quantile) const;
    uint64_t max() const;  ///< middle of the highest non-empty bucket
    uint64_t at(size_t bucket) const { return bucket < m_counts.size() ? m_counts[bucket] : 0; }

private:
    std::vector<uint64_t> m_counts;  // empty until something is added
    uint64_t m_total = 0;
    uint64_t m_sum = 0;
};

/// Records values on one thread without lock or allocation; any thread may copy the counts.
class Histogram {
public:
    void record(uint64_t value) {
        m_counts[Buckets::indexOf(value)].add();
        m_sum.add(value);
    }
    HistogramCounts counts() const;

private:
    std::array<Counter, Buckets::count> m_counts;
    Counter m_sum;
};

}  // namespace sluice::metrics
