#include <algorithm>
#include <array>
#include <charconv>

#include "config/readers.h"

namespace sluice::config {

namespace {

using upstream::CheckOptions;
using StatusRange = CheckOptions::StatusRange;

constexpr std::string_view kStatuses = "statuses from 100 to 599 such as 204 or \"200-399\"";

std::optional<int> wholeNumber(std::string_view text) {
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

/// 404, "404" or "200-399".
std::optional<StatusRange> statusRange(const Value& item) {
    std::optional<int> first, last;
    if (item.kind == Value::Kind::integer && item.integer >= 0 && item.integer < 1000) {
        first = last = static_cast<int>(item.integer);
    } else if (item.kind == Value::Kind::string) {
        const std::string_view text = item.text;
        const size_t dash = text.find('-');
        first = wholeNumber(text.substr(0, dash));
        last = dash == text.npos ? first : wholeNumber(text.substr(dash + 1));
    }
    if (!first || !last || *first < 100 || *last > 599 || *first > *last) return std::nullopt;
    return StatusRange{*first, *last};
}

void readStatuses(Section& section, std::vector<StatusRange>& out) {
    const std::vector<Value>* items = section.readItems("status", kStatuses);
    if (!items) return;
    std::vector<StatusRange> ranges;
    for (const Value& item : *items) {
        if (const auto range = statusRange(item)) {
            ranges.push_back(*range);
        } else {
            section.reportItem("status", item, kStatuses);
        }
    }
    out = std::move(ranges);
}

void readKind(Section& section, CheckOptions::Kind& out) {
    // The table alone asks for probes.
    if (out == CheckOptions::Kind::none) out = CheckOptions::Kind::http;
    constexpr std::array kinds{CheckOptions::Kind::http, CheckOptions::Kind::tcp,
                               CheckOptions::Kind::none};
    if (const auto choice = section.readChoice("kind", {"http", "tcp", "none"})) {
        out = kinds[*choice];
    }
}

}  // namespace

void readCheck(Section section, CheckOptions& out) {
    readKind(section, out.kind);
    section.read("method", out.method);
    section.read("path", out.path);
    section.read("host", out.host);
    section.read("headers", out.headers);
    readStatuses(section, out.statuses);
    section.read("body", out.body);
    section.readTimeout("interval", out.interval, false);
    section.readNumber("jitter", out.jitter, 0, 1);
    section.readTimeout("timeout", out.timeout, true);
    section.readCount("healthy_after", out.healthyAfter, 1, 1000);
    section.readCount("unhealthy_after", out.unhealthyAfter, 1, 1000);
    section.reportUnknownKeys();
}

void readOutlier(Section section, upstream::OutlierOptions& out) {
    section.read("enabled", out.enabled);
    section.readTimeout("window", out.window, false);
    section.readCount("min_requests", out.minRequests, 1, 1'000'000);
    section.readCount("consecutive_errors", out.consecutiveErrors, 0, 1'000'000);
    section.readNumber("error_rate", out.errorRate, 0, 1);
    section.readNumber("latency_factor", out.latencyFactor, 0, 1000);
    section.readTimeout("latency_floor", out.latencyFloor, true);
    section.readNumber("min_health", out.minHealth, 0, 1);
    section.readNumber("min_success", out.minSuccess, 0, 1);
    section.readTimeout("ejection", out.ejection, false);
    // A time that is named alone brings the longest one up with it.
    if (!section.has("max_ejection")) out.maxEjection = std::max(out.maxEjection, out.ejection);
    section.readTimeout("max_ejection", out.maxEjection, false);
    section.readNumber("max_ejected", out.maxEjected, 0, 1);
    section.reportUnknownKeys();
}

}  // namespace sluice::config
