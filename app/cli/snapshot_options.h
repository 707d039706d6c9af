#pragma once

#include <string>
#include <vector>

#include "base/clock.h"

namespace CLI {
class App;
}

namespace sluice::cli {

/// `sluice snapshot`, `snapshot merge` and `snapshot diff`.
struct SnapshotOptions {
    enum class What { none, take, merge, diff };

    What what = What::none;
    std::vector<std::string> files;   ///< to merge or compare
    std::vector<std::string> failIf;  ///< conditions, as typed
    std::string output;               ///< a file; empty: standard output
    std::string format;               ///< "json", "csv", "prometheus"; empty: by the output's name
    std::string period;               ///< a duration; empty: since the start
    std::string admin;                ///< as in TuningOptions
    std::string configFile;
};

/// Adds the command to the program. `options` is filled when it is parsed.
void addSnapshot(CLI::App& app, SnapshotOptions& options);

}  // namespace sluice::cli
