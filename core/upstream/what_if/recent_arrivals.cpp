#include "upstream/what_if/recent_arrivals.h"

#include <algorithm>

namespace sluice::upstream {

namespace {

constexpr size_t newest = 512;

/// Of those that had begun when one came, all but itself and those that had ended.
double meanInFlight(std::vector<TimePoint> begins, std::vector<TimePoint> ends) {
    if (begins.empty()) return 0;
    std::sort(begins.begin(), begins.end());
    std::sort(ends.begin(), ends.end());
    size_t ended = 0;
    size_t sum = 0;
    for (size_t i = 0; i < begins.size(); ++i) {
        while (ended < i && ends[ended] <= begins[i])
            ++ended;
        sum += i - ended;
    }
    return static_cast<double>(sum) / static_cast<double>(begins.size());
}

}  // namespace

Arrivals recentArrivals(std::span<const std::unique_ptr<TryLog>> logs, TimePoint since) {
    Arrivals arrivals;
    std::vector<TimePoint> begins;
    std::vector<TimePoint> ends;
    for (const auto& log : logs) {
        for (const Try& each : log->tries(newest)) {
            if (each.start < since) continue;
            begins.push_back(each.start);
            ends.push_back(each.start + each.service);
            if (each.hash != 0 && !each.again) arrivals.hashes.push_back(each.hash);
        }
    }
    arrivals.inFlight = meanInFlight(std::move(begins), std::move(ends));
    return arrivals;
}

}  // namespace sluice::upstream
