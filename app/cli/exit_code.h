#pragma once

namespace sluice::cli {

/// What the program ends with; part of its interface and told by --help.
enum class ExitCode : int {
    ok = 0,
    failed = 1,            ///< the gateway failed while running
    badUsage = 2,          ///< the command line makes no sense
    badConfiguration = 3,  ///< the file is broken
    cannotListen = 4,      ///< an address is in use or not to be had
};

}  // namespace sluice::cli
