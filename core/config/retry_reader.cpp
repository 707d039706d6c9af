#include <algorithm>
#include <array>

#include "config/readers.h"
#include "config/suggestion.h"

namespace sluice::config {

namespace {

constexpr uint64_t kMiB = 1024 * 1024;

void readReasons(Section& section, upstream::RetryOptions& out) {
    const std::vector<std::string> names{"connect-failure", "reset-before-response", "timeout"};
    const std::string expected = "an array of " + listed(names);
    const std::vector<Value>* items = section.readItems("on", expected);
    if (!items) return;
    const std::array flags{&out.onConnectFailure, &out.onReset, &out.onTimeout};
    for (bool* flag : flags)
        *flag = false;
    for (const Value& item : *items) {
        const bool isString = item.kind == Value::Kind::string;
        const auto found = std::find(names.begin(), names.end(), item.text);
        if (isString && found != names.end()) {
            *flags[static_cast<size_t>(found - names.begin())] = true;
        } else {
            section.reportItem("on", item,
                               expected + (isString ? suggestion(item.text, names) : ""));
        }
    }
}

void readStatuses(Section& section, std::vector<int>& out) {
    constexpr std::string_view expected = "statuses from 400 to 599 such as [502, 503]";
    const std::vector<Value>* items = section.readItems("status", expected);
    if (!items) return;
    out.clear();
    for (const Value& item : *items) {
        if (item.kind == Value::Kind::integer && item.integer >= 400 && item.integer <= 599) {
            out.push_back(static_cast<int>(item.integer));
        } else {
            section.reportItem("status", item, expected);
        }
    }
}

}  // namespace

void readHash(Section section, upstream::HashOptions& out) {
    using By = upstream::HashOptions::By;
    constexpr std::array ways{By::client, By::header, By::cookie, By::path};
    if (const auto way = section.readChoice("by", {"client", "header", "cookie", "path"})) {
        out.by = ways[*way];
    }
    section.read("name", out.name);
    section.readNumber("bound", out.bound, 0, 100);
    section.reportUnknownKeys();
}

void readConcurrency(Section section, upstream::ConcurrencyOptions& out) {
    section.readCount("max", out.max, 0, 1'000'000);
    section.readCount("queue", out.queue, 0, 1'000'000);
    section.readTimeout("timeout", out.timeout, true);
    section.readBytes("body", out.bodyBytes, 0, kMiB);
    section.reportUnknownKeys();
}

void readRetry(Section section, upstream::RetryOptions& out) {
    section.readCount("attempts", out.attempts, 0, 10);
    readReasons(section, out);
    readStatuses(section, out.statuses);
    section.readNumber("budget", out.budget, 0, 1);
    section.readCount("min_per_second", out.minPerSecond, 0, 100'000);
    section.readCount("max_concurrent", out.maxConcurrent, 0, 100'000);
    section.readBytes("max_body", out.maxBodyBytes, 0, 16 * kMiB);
    section.readTimeout("per_try", out.perTry, true);
    section.readTimeout("try_for", out.tryFor, true);
    section.reportUnknownKeys();
}

void readHedge(Section section, upstream::HedgeOptions& out) {
    out.enabled = true;
    section.read("enabled", out.enabled);
    section.readNumber("quantile", out.quantile, 0, 1);
    section.readTimeout("min_delay", out.minDelay, true);
    section.readNumber("max_share", out.maxShare, 0, 1);
    section.reportUnknownKeys();
}

}  // namespace sluice::config
