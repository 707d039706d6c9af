#include "metrics/histogram.h"

#include <algorithm>
#include <cmath>

namespace sluice::metrics {

uint64_t Buckets::lowest(size_t index) {
    if (index < exact) return index;
    const size_t octave = (index - exact) / perOctave;
    return (perOctave + (index - exact) % perOctave) << (octave + 1);
}

uint64_t Buckets::middle(size_t index) {
    if (index < exact) return index;
    const size_t octave = (index - exact) / perOctave;
    const uint64_t width = uint64_t{2} << octave;
    return lowest(index) + (width - 1) / 2;
}

void HistogramCounts::add(size_t bucket, uint64_t n) {
    if (n == 0) return;
    if (m_counts.empty()) m_counts.resize(Buckets::count);
    m_counts[std::min(bucket, Buckets::count - 1)] += n;
    m_total += n;
}

void HistogramCounts::merge(const HistogramCounts& other) {
    if (other.m_total > 0) m_counts.resize(Buckets::count);
    for (size_t i = 0; i < other.m_counts.size(); ++i)
        m_counts[i] += other.m_counts[i];
    m_total += other.m_total;
    m_sum += other.m_sum;
}

HistogramCounts HistogramCounts::since(const HistogramCounts& earlier) const {
    HistogramCounts difference;
    if (m_total != earlier.m_total) {
        for (size_t i = 0; i < m_counts.size(); ++i) {
            difference.add(i, m_counts[i] - std::min(m_counts[i], earlier.at(i)));
        }
    }
    difference.addSum(m_sum - std::min(m_sum, earlier.m_sum));
    return difference;
}

double HistogramCounts::mean() const {
    return m_total == 0 ? 0 : static_cast<double>(m_sum) / static_cast<double>(m_total);
}

uint64_t HistogramCounts::percentile(double quantile) const {
    if (m_total == 0) return 0;
    const double rank = std::ceil(std::clamp(quantile, 0.0, 1.0) * static_cast<double>(m_total));
    const uint64_t wanted = std::clamp<uint64_t>(static_cast<uint64_t>(rank), 1, m_total);
    uint64_t seen = 0;
    size_t bucket = 0;
    while ((seen += m_counts[bucket]) < wanted)
        ++bucket;
    return Buckets::middle(bucket);
}

uint64_t HistogramCounts::max() const {
    const auto highest =
        std::find_if(m_counts.rbegin(), m_counts.rend(), [](uint64_t n) { return n > 0; });
    if (highest == m_counts.rend()) return 0;
    return Buckets::middle(static_cast<size_t>(m_counts.rend() - highest) - 1);
}

HistogramCounts Histogram::counts() const {
    HistogramCounts copy;
    for (size_t i = 0; i < m_counts.size(); ++i)
        copy.add(i, m_counts[i].value());
    copy.addSum(m_sum.value());
    return copy;
}

}  // namespace sluice::metrics
