#include "upstream/health/health_limits.h"

#include <algorithm>
#include <initializer_list>

namespace sluice::upstream {

namespace {

constexpr std::chrono::milliseconds shortestWait{1};
constexpr std::chrono::hours longestWait{24};

struct Rule {
    bool holds;
    const char* text;
};

Result<> check(std::initializer_list<Rule> rules) {
    for (const Rule& rule : rules) {
        if (!rule.holds) return failure(rule.text);
    }
    return {};
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

bool isWord(const std::string& text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 127; });
}

bool areFields(const std::vector<std::pair<std::string, std::string>>& fields) {
    return std::all_of(fields.begin(), fields.end(), [](const auto& field) {
        const auto& [name, value] = field;
        return !name.empty() && isWord(name) && name.find(':') == std::string::npos &&
               value.find_first_of(std::string("\r\n\0", 3)) == std::string::npos;
    });
}

bool isFactor(double value) {
    return value == 0 || (value >= 1 && value <= 1e6);
}

Result<> checkChecks(const CheckOptions& o) {
    return check({
        {isWait(o.interval), "health.interval is a duration from 1ms to 24h"},
        {o.timeout == Duration::zero() || isWait(o.timeout),
         "health.timeout is a duration from 1ms to 24h, or 0s"},
        {isShare(o.jitter), "health.jitter is a share from 0 to 1"},
        {o.healthyAfter >= 1, "health.healthy_after is at least 1"},
        {o.unhealthyAfter >= 1, "health.unhealthy_after is at least 1"},
        {o.path.starts_with("/") && isWord(o.path), "health.path begins with /, without spaces"},
        {!o.method.empty() && isWord(o.method), "health.method is one word"},
        {isWord(o.host), "health.host is a host, without spaces"},
        {areFields(o.headers), "health.headers are names and values of one line"},
        {areStatuses(o.statuses), "health.status is one or more ranges of 100 to 599"},
        {o.body.empty() || o.method != "HEAD",
         "health.body cannot be looked for with HEAD: its answers have none"},
    });
}

Result<> checkOutlier(const OutlierOptions& o) {
    return check({
        {isWait(o.window), "outlier.window is a duration from 1ms to 24h"},
        {isShare(o.errorRate), "outlier.error_rate is a share from 0 to 1"},
        {isFactor(o.latencyFactor), "outlier.latency_factor is a number from 1, or 0"},
        {o.latencyFloor >= Duration::zero(), "outlier.latency_floor is not negative"},
        {isShare(o.minHealth), "outlier.min_health is a share from 0 to 1"},
        {isShare(o.minSuccess), "outlier.min_success is a share from 0 to 1"},
        {isWait(o.ejection), "outlier.ejection is a duration from 1ms to 24h"},
        {isWait(o.maxEjection) && o.maxEjection >= o.ejection,
         "outlier.max_ejection is a duration from outlier.ejection to 24h"},
        {isShare(o.maxEjected), "outlier.max_ejected is a share from 0 to 1"},
    });
}

}  // namespace

Result<> checkHealthOptions(const HealthOptions& options) {
    if (const auto checks = checkChecks(options.check); !checks) return checks;
    if (const auto outlier = checkOutlier(options.outlier); !outlier) return outlier;
    return check({{options.slowStart >= Duration::zero() && options.slowStart <= longestWait,
                   "slow_start is a duration up to 24h"}});
}

}  // namespace sluice::upstream
