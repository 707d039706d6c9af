#pragma once

#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "event/task.h"

namespace sluice::cache::redis {

/// The first IP address of a host, off the worker (QHostInfo); an address is its own. For a
/// connection that is kept, so nothing is remembered.
event::Task<Result<std::string>> addressOf(std::string host, TimePoint deadline);

}  // namespace sluice::cache::redis
