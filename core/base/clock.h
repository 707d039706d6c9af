#pragma once

#include <chrono>

namespace sluice {

/// The clock of every duration and deadline: monotonic, never the wall's.
using Clock = std::chrono::steady_clock;
using TimePoint = Clock::time_point;
using Duration = std::chrono::nanoseconds;

}  // namespace sluice
