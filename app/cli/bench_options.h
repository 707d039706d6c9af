#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "loadtest/plan.h"

namespace CLI {
class App;
}

namespace sluice::cli {

/// `sluice bench`, as it was typed. Durations are texts such as "10s".
struct BenchOptions {
    enum class Format { table, json, csv };
    enum class Progress { automatic, text, json, none };

    bool asked = false;
    std::string url;
    std::string planFile;
    uint64_t count = 0;
    std::string duration;
    size_t inFlight = 0;  ///< 0: not given
    double rate_per_s = 0;
    std::string ramp;
    std::string warmUp;
    std::string timeout;
    int threads = 1;
    bool noKeepAlive = false;
    std::string method;
    std::vector<std::string> headers;  ///< "Name: value"
    std::string body;
    Format format = Format::table;
    std::string outputFile;  ///< empty: standard output
    Progress progress = Progress::automatic;
    bool allowRemote = false;
};

/// Adds the command to the program. `options` is filled when it is parsed.
void addBench(CLI::App& app, BenchOptions& options);

/// The plan of the options without --plan: one scenario.
Result<loadtest::Plan> planOf(const BenchOptions& options);
/// "http://127.0.0.1:8080/path?query" as the target and what to ask it for.
Result<> readUrl(const std::string& url, ServerUrl& target, std::string& path);
/// Fails if a target is off loopback and that was not allowed.
Result<> checkTargets(const loadtest::Plan& plan, bool allowRemote);

}  // namespace sluice::cli
