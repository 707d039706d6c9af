#pragma once

namespace sluice::cli {

/// What the program ends with; part of its interface and told by --help.
enum class ExitCode : int {
    ok = 0,
    failed =
        1,  ///< the gateway failed while running, refused what it was told, or no load succeeded
    badUsage = 2,          ///< the command line makes no sense
    badConfiguration = 3,  ///< the file is broken
    cannotListen = 4,      ///< an address is in use or not to be had
    notReached = 5,        ///< nothing answers where a gateway was asked or a load was sent
    conditionHolds = 6,    ///< what a comparison was to fail on
    nothingMeasured = 7,   ///< a comparison has no requests to judge by
};

}  // namespace sluice::cli
