#pragma once

#include <cstdint>
#include <string>
#include <vector>

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
    std::string scenario;  ///< of the plan, by its number from 1 or its name; empty: all
    bool list = false;     ///< tell what the plan holds, and run nothing
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

}  // namespace sluice::cli
