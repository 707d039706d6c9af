#include "cli/bench_plan.h"

#include <algorithm>
#include <charconv>

#include "base/duration.h"

namespace sluice::cli {

namespace {

Result<> readTime(const char* option, const std::string& text, Duration& out) {
    if (text.empty()) return {};
    const auto duration = parseDuration(text);
    if (!duration) return failure(std::string(option) + ": " + duration.error().message);
    out = *duration;
    return {};
}

Result<> checkDuration(const BenchOptions& options, const loadtest::Scenario& scenario) {
    if (options.duration.empty() || scenario.duration > Duration::zero()) return {};
    return failure("--duration: expected a time above 0, not " + options.duration);
}

Result<> readTimes(const BenchOptions& options, loadtest::Scenario& scenario, Duration& ramp) {
    if (auto read = readTime("--duration", options.duration, scenario.duration); !read) return read;
    if (auto sane = checkDuration(options, scenario); !sane) return sane;
    if (auto read = readTime("--warm-up", options.warmUp, scenario.warmUp); !read) return read;
    if (auto read = readTime("--timeout", options.timeout, scenario.timeout); !read) return read;
    return readTime("--ramp", options.ramp, ramp);
}

Result<> readRequest(const BenchOptions& options, loadtest::RequestOptions& request) {
    request.body = options.body;
    if (!options.body.empty()) request.method = "POST";
    if (!options.method.empty()) request.method = options.method;
    for (const std::string& header : options.headers) {
        const size_t colon = header.find(':');
        if (colon == std::string::npos) {
            return failure("--header " + header + ": expected one such as \"Accept: text/html\"");
        }
        const size_t value = header.find_first_not_of(" \t", colon + 1);
        request.fields.emplace_back(header.substr(0, colon),
                                    value == std::string::npos ? "" : header.substr(value));
    }
    return {};
}

/// An open loop's end is its stages'.
Result<> readLoop(const BenchOptions& options, Duration ramp, loadtest::Scenario& scenario) {
    if (scenario.duration == Duration::zero() && !options.count) {
        scenario.duration = std::chrono::seconds(10);
    }
    if (!options.rate_per_s) {
        if (!options.ramp.empty()) return failure("--ramp needs --rate: what should it grow to?");
        return {};
    }
    if (options.count) return failure("--rate ends after --duration; leave --count out");
    if (!options.inFlight) scenario.inFlight = loadtest::Limits::openInFlight;
    if (ramp > Duration::zero()) scenario.stages.push_back({ramp, 0, *options.rate_per_s});
    scenario.stages.push_back({scenario.duration, *options.rate_per_s, *options.rate_per_s});
    return {};
}

}  // namespace

Result<> readUrl(const std::string& url, ServerUrl& target, std::string& path) {
    const size_t scheme = url.find("://");
    const size_t host = scheme == std::string::npos ? 0 : scheme + 3;
    const size_t slash = std::min(url.find_first_of("/?", host), url.size());
    const auto server = parseServerUrl(url.substr(0, slash));
    if (!server) return failure(server.error().message);
    target = *server;
    path = url.substr(slash);
    if (path.empty() || path.front() == '?') path.insert(0, "/");
    return {};
}

Result<loadtest::Plan> planOf(const BenchOptions& options) {
    loadtest::Scenario scenario;
    loadtest::RequestOptions request;
    if (auto read = readUrl(options.url, scenario.target, request.target); !read) {
        return tl::unexpected(read.error());
    }
    scenario.name = request.target;
    scenario.count = options.count.value_or(0);
    if (options.inFlight) scenario.inFlight = *options.inFlight;
    scenario.successBelow = options.successBelow;
    scenario.threads = options.threads;
    scenario.keepAlive = !options.noKeepAlive;
    Duration ramp{};
    auto read = readTimes(options, scenario, ramp);
    if (read) read = readLoop(options, ramp, scenario);
    if (read) read = readRequest(options, request);
    if (!read) return tl::unexpected(read.error());
    scenario.requests = {request};
    if (auto sane = loadtest::check(scenario); !sane) {
        return failure("this load " + sane.error().message);
    }
    return loadtest::Plan{{scenario}};
}

Result<> choose(const std::string& which, loadtest::Plan& plan) {
    size_t number = 0;
    std::from_chars(which.data(), which.data() + which.size(), number);
    auto& scenarios = plan.scenarios;
    if (number >= 1 && number <= scenarios.size() && std::to_string(number) == which) {
        scenarios = {scenarios[number - 1]};
        return {};
    }
    std::erase_if(scenarios, [&which](const auto& scenario) { return scenario.name != which; });
    if (scenarios.empty()) return failure("--scenario: the plan has no " + which);
    return {};
}

Result<> checkTargets(const loadtest::Plan& plan, bool allowRemote) {
    if (allowRemote) return {};
    for (const loadtest::Scenario& scenario : plan.scenarios) {
        if (scenario.target.endpoint.isLoopback()) continue;
        return failure(scenario.target.toString() +
                       " is not on this machine: if its owner agrees, give --allow-remote");
    }
    return {};
}

}  // namespace sluice::cli
