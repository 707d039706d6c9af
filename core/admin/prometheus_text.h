#pragma once

#include <string>
#include <string_view>

#include "metrics/snapshot.h"

namespace sluice::admin {

/// Prometheus' text format, version 0.0.4, while it is written. The samples of a family follow it.
class PrometheusText {
public:
    using Labels = std::string;  ///< as written, without braces

    /// `type`: "counter", "gauge" or "histogram".
    void family(std::string_view name, std::string_view type, std::string_view help);
    void sample(const Labels& labels, double value, std::string_view suffix = {});
    /// Of nanoseconds; told in seconds, with fixed bounds.
    void histogram(const Labels& labels, const metrics::HistogramCounts& counts);
    /// A family of one sample.
    void single(std::string_view name, std::string_view type, std::string_view help, double value,
                const Labels& labels = {});
    std::string done() { return std::move(m_text); }

private:
    std::string m_text;
    std::string m_name;
};

/// NAME="VALUE", escaped, and printable for who reads it in a terminal.
PrometheusText::Labels label(std::string_view name, std::string_view value);

/// What only a running gateway knows: its pools of memory, and what the cache holds.
void writePools(PrometheusText& text, const metrics::Snapshot& snapshot);
/// Nothing without a cache.
void writeCache(PrometheusText& text, const metrics::CacheSnapshot& cache);

}  // namespace sluice::admin
