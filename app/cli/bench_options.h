#pragma once

#include <cstdint>
#include <optional>
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
    std::optional<uint64_t> count;
    std::string duration;
    std::optional<size_t> inFlight;
    std::optional<double> rate_per_s;
    std::string ramp;
    std::string warmUp;
    std::string timeout;
    int threads = 1;
    int successBelow = 400;  ///< answers with a lower status have succeeded
    bool noKeepAlive = false;
    std::string method;
    std::vector<std::string> headers;  ///< "Name: value"
    std::string body;
    Format format = Format::table;
    std::string outputFile;  ///< empty or "-": standard output
    Progress progress = Progress::automatic;
    bool allowRemote = false;
    std::vector<std::string> forUrl;  ///< options that were given and that a plan says itself
};

/// Adds the command to the program. `options` is filled when it is parsed.
void addBench(CLI::App& app, BenchOptions& options);

}  // namespace sluice::cli
