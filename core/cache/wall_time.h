#pragma once

#include <chrono>

namespace sluice::cache {

/// The wall's clock, which HTTP's dates and ages go by (RFC 9110 section 5.6.7), in milliseconds.
using WallTime = std::chrono::sys_time<std::chrono::milliseconds>;
using Seconds = std::chrono::seconds;

inline WallTime wallNow() {
    return std::chrono::time_point_cast<std::chrono::milliseconds>(
        std::chrono::system_clock::now());
}

}  // namespace sluice::cache
