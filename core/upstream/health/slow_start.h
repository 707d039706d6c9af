#pragma once

#include <algorithm>

#include "base/clock.h"

namespace sluice::upstream {

/// The share of its weight that a server begins with when it comes back or is new.
constexpr double slowStartShare = 0.1;

/// The share that it has after a while: grows in a straight line to 1. Without slow start, 1.
inline double slowStartRamp(Duration elapsed, Duration slowStart) {
    if (slowStart <= Duration::zero()) return 1;
    const double part =
        static_cast<double>(elapsed.count()) / static_cast<double>(slowStart.count());
    return std::min(1.0, slowStartShare + (1 - slowStartShare) * part);
}

}  // namespace sluice::upstream
