#pragma once

#include <string>

namespace CLI {
class App;
}

namespace sluice::cli {

/// The commands that look at a running gateway or change it.
struct TuningOptions {
    enum class What { none, pools, weight, drain, strategy, set, save, purge, explain };

    What what = What::none;
    std::string pool;  ///< or route, whose settings are asked for or changed
    std::string server;
    double weight = 1;
    std::string strategy;
    std::string key;      ///< of a setting; empty: show all
    std::string value;    ///< as the file would say it
    std::string pattern;  ///< of what to purge
    std::string url;      ///< to explain
    bool ask = false;     ///< a server, instead of going by the last answer that was seen
    bool maintenance = false;
    bool undo = false;
    bool overwrite = false;
    std::string admin;       ///< URL; see clientFor()
    std::string configFile;  ///< of the gateway
};

/// Adds the commands to the program. `options` is filled when one of them is parsed.
void addTuning(CLI::App& app, TuningOptions& options);

}  // namespace sluice::cli
