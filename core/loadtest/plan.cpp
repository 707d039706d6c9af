#include "loadtest/plan.h"

#include <array>
#include <cstdio>

#include "base/duration.h"
#include "http/ascii.h"
#include "http/target.h"

namespace sluice::loadtest {

namespace {

constexpr double kMaxWeight = 1'000'000;

constexpr http::CharSet tokenChars(http::isTokenChar);

bool isToken(const std::string& text) {
    return !text.empty() && tokenChars.containsAll(text);
}

bool isFieldValue(std::string_view text) {
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte < 0x20 && c != '\t') || byte == 0x7f) return false;
    }
    return true;
}

bool isTarget(std::string_view target) {
    for (const char c : target) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte <= 0x20 || byte >= 0x7f || c == '#') return false;
    }
    return !target.empty() && target.front() == '/';
}

/// A rate as it was given: "300", "0.5".
std::string written(double value) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.10g", value);
    return text.data();
}

template <class Number>
bool within(Number value, Number least, Number most) {
    return value >= least && value <= most;
}

Result<> checkStages(const Scenario& scenario) {
    if (scenario.stages.size() > Limits::stages) return failure("has more than 100 stages");
    Duration sum = scenario.warmUp;
    bool any = false;
    for (const Stage& stage : scenario.stages) {
        const bool sane = stage.duration > Duration::zero() &&
                          within(stage.from_per_s, 0.0, Limits::rate_per_s) &&
                          within(stage.to_per_s, 0.0, Limits::rate_per_s);
        if (!sane) return failure("a stage needs a duration and rates of 0 to 1000000 per second");
        sum += stage.duration;
        any = any || stage.from_per_s > 0 || stage.to_per_s > 0;
    }
    if (!any) return failure("sends nothing: the rate of every stage is 0");
    if (sum > Limits::duration) return failure("takes longer than 24 hours");
    return {};
}

Result<> checkEnd(const Scenario& scenario) {
    if (scenario.isOpen()) return checkStages(scenario);
    if (scenario.count == 0 && scenario.duration == Duration::zero()) {
        return failure("has no end: give a count or a duration");
    }
    if (scenario.count > Limits::count) return failure("sends more than 1000000000 requests");
    if (scenario.duration + scenario.warmUp > Limits::duration) {
        return failure("takes longer than 24 hours");
    }
    return {};
}

}  // namespace

Result<> check(const RequestOptions& request) {
    if (!isToken(request.method) || request.method == "CONNECT") {
        return failure("the method must be a token such as \"GET\", and not CONNECT");
    }
    if (!isTarget(request.target)) {
        return failure("the path must begin with \"/\" and have no spaces, controls or \"#\"");
    }
    for (const auto& [name, value] : request.fields) {
        if (!isToken(name) || !isFieldValue(value)) {
            return failure("a header has a name or a value that HTTP does not allow");
        }
    }
    if (!(request.weight > 0 && request.weight <= kMaxWeight)) {
        return failure("the weight must be above 0 and at most 1000000");
    }
    return {};
}

Result<> check(const Scenario& scenario) {
    if (scenario.target.endpoint.host.empty()) return failure("names no target");
    if (scenario.target.tls) {
        return failure(
            "has an https target, and the load tester speaks plain HTTP: send the load through a "
            "gateway that has the https server in a pool");
    }
    if (scenario.requests.empty() || scenario.requests.size() > Limits::requests) {
        return failure("must have 1 to 1000 requests");
    }
    for (const RequestOptions& request : scenario.requests) {
        if (const auto sane = check(request); !sane) return sane;
    }
    if (!within<size_t>(scenario.inFlight, 1, Limits::inFlight)) {
        return failure("must have 1 to 10000 requests in flight");
    }
    if (!within(scenario.threads, 1, Limits::threads)) return failure("must have 1 to 64 threads");
    if (scenario.timeout <= Duration::zero()) return failure("needs a timeout");
    return checkEnd(scenario);
}

std::string describe(const Scenario& scenario) {
    std::string text;
    if (scenario.isOpen()) {
        for (const Stage& stage : scenario.stages) {
            text += text.empty() ? "" : ", ";
            if (stage.from_per_s != stage.to_per_s) text += written(stage.from_per_s) + " to ";
            text += written(stage.to_per_s) + "/s for " + formatDuration(stage.duration);
        }
        return text + ", on at most " + std::to_string(scenario.inFlight) + " connections";
    }
    text = std::to_string(scenario.inFlight) + " in flight";
    if (scenario.count > 0) text += ", " + std::to_string(scenario.count) + " requests";
    if (scenario.duration > Duration::zero()) text += ", " + formatDuration(scenario.duration);
    return text;
}

}  // namespace sluice::loadtest
