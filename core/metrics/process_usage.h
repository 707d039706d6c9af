#pragma once

#include <cstdint>

namespace sluice::metrics {

/// What this process has taken from the machine.
struct ProcessUsage {
    double cpu_s = 0;            ///< user and system, all threads, since the process started
    uint64_t residentBytes = 0;  ///< 0 where /proc cannot be read

    static ProcessUsage read();
};

}  // namespace sluice::metrics
