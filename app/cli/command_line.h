#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/endpoint.h"
#include "base/result.h"
#include "cli/bench_options.h"
#include "cli/exit_code.h"
#include "cli/snapshot_options.h"
#include "cli/tuning_options.h"
#include "config/document.h"
#include "upstream/options.h"

namespace sluice::cli {

/// `sluice run`. Either a file, or the demo, or servers to forward to.
struct RunOptions {
    std::string configFile;
    bool demo = false;
    std::optional<Endpoint> listen;  ///< not given: 127.0.0.1:8080
    std::vector<ServerUrl> to;
    bool adminEnabled = true;
    std::optional<Endpoint> admin;  ///< not given: 127.0.0.1:8081 or the next free port
    config::Value settings;         ///< of the pool and the route, as a table of their keys
    int workers = 0;                ///< 0: one per core
    upstream::PreserveHost preserveHost = upstream::PreserveHost::automatic;
    std::string accessLog;  ///< a file, "-" for standard output; empty: none
    bool verbose = false;
};

struct CommandLine {
    enum class Command { none, run, check, tune, bench, snapshot };

    Command command = Command::none;
    RunOptions run;
    std::string checkFile;
    TuningOptions tuning;
    BenchOptions bench;
    SnapshotOptions snapshot;
    std::string help;  ///< of the whole program
};

/// Reads the arguments. Answers --help, --version and mistakes itself; then the exit code is all
/// that is left to do.
tl::expected<CommandLine, ExitCode> parseCommandLine(int argc, const char* const* argv);

/// "8080" and ":8080" mean 127.0.0.1; anything else is "host:port".
Result<Endpoint> parseListenAddress(std::string_view text);

}  // namespace sluice::cli
