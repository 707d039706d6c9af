#pragma once

#include <memory>
#include <span>

#include "upstream/balancing/arrivals.h"
#include "upstream/what_if/try_log.h"

namespace sluice::upstream {

/// What the newest few hundred tries of each log, as far as they began at `since` or later, were
/// like when they came. Any thread.
Arrivals recentArrivals(std::span<const std::unique_ptr<TryLog>> logs, TimePoint since);

}  // namespace sluice::upstream
