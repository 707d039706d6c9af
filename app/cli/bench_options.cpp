#include "cli/bench_options.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "cli/help_text.h"

namespace sluice::cli {

namespace {

using Format = BenchOptions::Format;
using Progress = BenchOptions::Progress;

constexpr const char* kLoad = "Load";
constexpr const char* kRequest = "Request";

const CLI::Validator kAboveZero(
    [](std::string& text) {
        double value = 0;
        if (CLI::detail::lexical_cast(text, value) && value > 0) return std::string();
        return "expected a number above 0, not " + text;
    },
    "");

/// What was given of the load and of the request: a plan has its own.
std::vector<std::string> optionsForUrl(const CLI::App& bench) {
    std::vector<std::string> names;
    for (const CLI::Option* option : bench.get_options()) {
        const std::string& group = option->get_group();
        if (option->count() > 0 && (group == kLoad || group == kRequest))
            names.push_back(option->get_name());
    }
    return names;
}

void addLoad(CLI::App& bench, BenchOptions& options) {
    bench.add_option("-c,--in-flight", options.inFlight, "Requests at a time; 10 if not given")
        ->type_name("N")
        ->check(kAboveZero)
        ->group(kLoad);
    bench.add_option("-n,--count", options.count, "End after so many requests")
        ->type_name("N")
        ->check(kAboveZero)
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
        ->check(kAboveZero)
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
        ->check(kAboveZero)
        ->group(kLoad);
    bench
        .add_option("--success-below", options.successBelow,
                    "Answers with a lower status have succeeded; 400")
        ->type_name("STATUS")
        ->check(CLI::Range(201, 600))
        ->group(kLoad);
    bench.add_flag("--no-keep-alive", options.noKeepAlive, "A new connection for each request")
        ->group(kLoad);
}

void addRequest(CLI::App& bench, BenchOptions& options) {
    bench.add_option("-X,--method", options.method, "GET, or POST with a body, if not given")
        ->type_name("NAME")
        ->group(kRequest);
    bench.add_option("-H,--header", options.headers, "Such as \"Accept: text/html\"")
        ->type_name("FIELD")
        ->allow_extra_args(false)
        ->group(kRequest);
    bench.add_option("--body", options.body, "What to send")->type_name("TEXT")->group(kRequest);
}

void addOutput(CLI::App& bench, BenchOptions& options) {
    const std::map<std::string, Format> formats{
        {"table", Format::table}, {"json", Format::json}, {"csv", Format::csv}};
    bench.add_option("--format", options.format, "Of the report: table, json or csv")
        ->type_name("FORMAT")
        ->transform(CLI::CheckedTransformer(formats))
        ->group("Report");
    bench
        .add_option("-o,--output", options.outputFile, "Write the report there; -: standard output")
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

}  // namespace

void addBench(CLI::App& app, BenchOptions& options) {
    CLI::App& bench = *app.add_subcommand("bench", "Send load to a target and report how it did");
    bench.add_option("URL", options.url, "What to ask for, or where to send the plan's requests")
        ->type_name("");
    bench.add_option("--plan", options.planFile, "Run the scenarios of this file")
        ->type_name("FILE");
    bench.add_option("--scenario", options.scenario, "Of the plan, only this: a number or a name")
        ->type_name("WHICH");
    bench.add_flag("--list", options.list, "Only tell what the plan holds; also as json");
    bench.add_flag("--allow-remote", options.allowRemote,
                   "Also a target that is not on this machine: ask its owner first");
    addLoad(bench, options);
    addRequest(bench, options);
    addOutput(bench, options);
    bench.footer(help::bench);
    bench.callback([&options, &bench] {
        options.asked = true;
        options.forUrl = optionsForUrl(bench);
    });
}

}  // namespace sluice::cli
