#pragma once

#include <cstdint>

#include "base/clock.h"
#include "event/socket.h"
#include "event/task.h"

namespace sluice::event {

/// Waits until the socket takes more. False if its peer has stopped reading: if, for `limit`, it
/// took nothing, or fewer than `leastRate` bytes a second. The system tells that there is space
/// only when a third of its buffer, which may have megabytes, is free: a peer that takes longer for
/// that is looked after by what it has acknowledged. A limit of zero: as long as it takes.
Task<bool> sendSpace(Socket& socket, Duration limit, uint64_t leastRate = 0);

}  // namespace sluice::event
