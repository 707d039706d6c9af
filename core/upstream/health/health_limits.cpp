#include "upstream/health/health_limits.h"

#include <algorithm>

namespace sluice::upstream {

namespace {

constexpr std::chrono::milliseconds shortestWait{10};
constexpr std::chrono::hours longestWait{24};

Result<> inOrder() {
    return {};
}

template <class... Rest>
Result<> inOrder(bool good, const char* otherwise, Rest... rest) {
    if (!good) return failure(otherwise);
    return inOrder(rest...);
}

bool isShare(double value) {
    return value >= 0 && value <= 1;
}

bool isWait(Duration value) {
    return value >= shortestWait && value <= longestWait;
}

bool areStatuses(const std::vector<CheckOptions::StatusRange>& ranges) {
    return !ranges.empty() && std::all_of(ranges.begin(), ranges.end(), [](const auto& range) {
        return range.first >= 100 && range.first <= range.last && range.last <= 599;
    });
}

Result<> checkChecks(const CheckOptions& options) {
    return inOrder(isWait(options.interval), "health.interval is a duration from 10ms to 24h",
                   isWait(options.timeout), "health.timeout is a duration from 10ms to 24h",
                   isShare(options.jitter), "health.jitter is a share from 0 to 1",
                   options.healthyAfter >= 1 && options.unhealthyAfter >= 1,
                   "health.healthy_after and health.unhealthy_after are at least 1",
                   options.path.starts_with("/"), "health.path begins with /",
                   !options.method.empty(), "health.method is empty", areStatuses(options.statuses),
                   "health.status is one or more ranges of 100 to 599",
                   options.body.empty() || options.method != "HEAD",
                   "health.body cannot be looked for with HEAD: its answers have none");
}

Result<> checkOutlier(const OutlierOptions& options) {
    return inOrder(
        isWait(options.window), "outlier.window is a duration from 10ms to 24h",
        isShare(options.errorRate), "outlier.error_rate is a share from 0 to 1",
        options.latencyFactor == 0 || (options.latencyFactor >= 1 && options.latencyFactor <= 1e6),
        "outlier.latency_factor is a number from 1, or 0", options.latencyFloor >= Duration::zero(),
        "outlier.latency_floor is not negative", isShare(options.minHealth),
        "outlier.min_health is a share from 0 to 1", isShare(options.minSuccess),
        "outlier.min_success is a share from 0 to 1", isWait(options.ejection),
        "outlier.ejection is a duration from 10ms to 24h",
        isWait(options.maxEjection) && options.maxEjection >= options.ejection,
        "outlier.max_ejection is a duration from outlier.ejection to 24h",
        isShare(options.maxEjected), "outlier.max_ejected is a share from 0 to 1");
}

}  // namespace

Result<> checkHealthOptions(const HealthOptions& options) {
    if (const auto checks = checkChecks(options.check); !checks) return checks;
    if (const auto outlier = checkOutlier(options.outlier); !outlier) return outlier;
    return inOrder(options.slowStart >= Duration::zero() && options.slowStart <= longestWait,
                   "slow_start is a duration up to 24h");
}

}  // namespace sluice::upstream
