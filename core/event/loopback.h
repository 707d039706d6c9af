#pragma once

#include <sys/socket.h>

namespace sluice::event {

bool isLoopback(const sockaddr& address);

/// For a TCP socket that is about to listen on or connect to `address`. On loopback nothing is lost
/// and no link can be filled, so it gets the plainest congestion control: one that paces (BBR, the
/// default of some systems) sets a timer for what it sends. Where the system allows no other, it
/// stays as it is.
void spareCongestionControl(int fd, const sockaddr& address);

}  // namespace sluice::event
