#include "cli/bench_options.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "base/duration.h"
#include "cli/help_text.h"

namespace sluice::cli {

namespace {

using Format = BenchOptions::Format;
using Progress = BenchOptions::Progress;

constexpr const char* kLoad = "Load";

void addLoad(CLI::App& bench, BenchOptions& options) {
    bench.add_option("-c,--in-flight", options.inFlight, "Requests at a time; 10 if not given")
        ->type_name("N")
        ->group(kLoad);
    bench.add_option("-n,--count", options.count, "End after so many requests")
        ->type_name("N")
        ->group(kLoad);
    bench
        .add_option("-d,--duration", options.duration,
                    "End after that time; 10s if there is no count")
        ->type_name("TIME")
        ->group(kLoad);
    bench
        .add_option("--rate", options.rate_per_s,
                    "Open loop: so many requests a second, whatever the target does")
        ->type_name("N")
        ->group(kLoad);
    bench.add_option("--ramp", options.ramp, "Let the rate grow from 0 for that time first")
        ->type_name("TIME")
        ->group(kLoad);
    bench.add_option("--warm-up", options.warmUp, "Do not count what is sent before that")
        ->type_name("TIME")
        ->group(kLoad);
    bench.add_option("--timeout", options.timeout, "Give a request up after that; 10s")
        ->type_name("TIME")
        ->group(kLoad);
    bench.add_option("-t,--threads", options.threads, "Threads that send; 1")
        ->type_name("N")
        ->group(kLoad);
    bench.add_flag("--no-keep-alive", options.noKeepAlive, "A new connection for each request")
        ->group(kLoad);
}

void addRequest(CLI::App& bench, BenchOptions& options) {
    bench.add_option("-X,--method", options.method, "GET, or POST with a body, if not given")
        ->type_name("NAME")
        ->group("Request");
    bench.add_option("-H,--header", options.headers, "Such as \"Accept: text/html\"")
        ->type_name("FIELD")
        ->allow_extra_args(false)
        ->group("Request");
    bench.add_option("--body", options.body, "What to send")->type_name("TEXT")->group("Request");
}

void addOutput(CLI::App& bench, BenchOptions& options) {
    const std::map<std::string, Format> formats{
        {"table", Format::table}, {"json", Format::json}, {"csv", Format::csv}};
    bench.add_option("--format", options.format, "Of the report: table, json or csv")
        ->type_name("FORMAT")
        ->transform(CLI::CheckedTransformer(formats))
        ->group("Report");
    bench.add_option("-o,--output", options.outputFile, "Write the report there")
        ->type_name("FILE")
        ->group("Report");
    const std::map<std::string, Progress> kinds{
        {"text", Progress::text}, {"json", Progress::json}, {"none", Progress::none}};
    bench
        .add_option("--progress", options.progress,
                    "On standard error: text, json (a line a second) or none; text on a terminal")
        ->type_name("KIND")
        ->transform(CLI::CheckedTransformer(kinds))
        ->group("Report");
}

Result<> readTime(const char* option, const std::string& text, Duration& out) {
    if (text.empty()) return {};
    const auto duration = parseDuration(text);
    if (!duration) return failure(std::string(option) + ": " + duration.error().message);
    out = *duration;
    return {};
}

Result<> readTimes(const BenchOptions& options, loadtest::Scenario& scenario, Duration& ramp) {
    if (auto read = readTime("--duration", options.duration, scenario.duration); !read) return read;
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
    if (scenario.duration == Duration::zero() && options.count == 0) {
        scenario.duration = std::chrono::seconds(10);
    }
    if (options.rate_per_s == 0) {
        if (!options.ramp.empty()) return failure("--ramp needs --rate: what should it grow to?");
        return {};
    }
    if (options.count > 0) return failure("--rate ends after --duration; leave --count out");
    if (options.inFlight == 0) scenario.inFlight = loadtest::Limits::openInFlight;
    if (ramp > Duration::zero()) scenario.stages.push_back({ramp, 0, options.rate_per_s});
    scenario.stages.push_back({scenario.duration, options.rate_per_s, options.rate_per_s});
    return {};
}

}  // namespace

void addBench(CLI::App& app, BenchOptions& options) {
    CLI::App& bench = *app.add_subcommand("bench", "Send load to a target and report how it did");
    bench.add_option("URL", options.url, "What to ask for, or where to send the plan's requests")
        ->type_name("");
    bench.add_option("--plan", options.planFile, "Run the scenarios of this file")
        ->type_name("FILE");
    bench.add_flag("--allow-remote", options.allowRemote,
                   "Also a target that is not on this machine: ask its owner first");
    addLoad(bench, options);
    addRequest(bench, options);
    addOutput(bench, options);
    bench.footer(help::bench);
    bench.callback([&options] { options.asked = true; });
}

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
    scenario.count = options.count;
    if (options.inFlight > 0) scenario.inFlight = options.inFlight;
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
