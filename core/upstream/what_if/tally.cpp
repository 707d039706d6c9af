#include "upstream/what_if/tally.h"

#include <algorithm>
#include <cmath>

namespace sluice::upstream {

namespace {

double ratio(uint64_t part, uint64_t whole) {
    return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : 0;
}

double percentile_ms(std::vector<Duration>& times, double quantile) {
    if (times.empty()) return 0;
    const double rank = std::ceil(quantile * static_cast<double>(times.size()));
    const auto place = times.begin() + static_cast<ptrdiff_t>(std::max(1.0, rank)) - 1;
    std::nth_element(times.begin(), place, times.end());
    return std::chrono::duration<double, std::milli>(*place).count();
}

}  // namespace

void Tally::add(size_t server, Duration service, Ending ending) {
    m_times.push_back(service);
    ++m_byServer[server];
    if (ending != Ending::success) ++m_errors;
}

WhatIf::Row Tally::row(std::string_view strategy, const std::vector<double>& shares,
                       std::optional<size_t> slowest) const {
    std::vector<Duration> times = m_times;
    WhatIf::Row row;
    row.strategy = strategy;
    row.p50_ms = percentile_ms(times, 0.5);
    row.p99_ms = percentile_ms(times, 0.99);
    row.errorRate = ratio(m_errors + m_refused, times.size() + m_refused);
    if (slowest) row.slowestShare = ratio(m_byServer[*slowest], times.size());
    if (!times.empty()) row.imbalance = 0;
    for (size_t i = 0; i < shares.size(); ++i) {
        if (shares[i] > 0)
            row.imbalance = std::max(row.imbalance, ratio(m_byServer[i], times.size()) / shares[i]);
    }
    return row;
}

}  // namespace sluice::upstream
