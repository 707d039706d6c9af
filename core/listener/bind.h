#pragma once

#include <vector>

#include "base/endpoint.h"
#include "base/result.h"

namespace sluice::listener {

/// Sockets that listen on one address, one for each worker (SO_REUSEPORT), non-blocking.
struct Bound {
    Endpoint address;              ///< with the true port
    std::vector<int> descriptors;  ///< owned by the caller
};

/// Fails if anybody listens there already, another Sluice of this user included. The host is an
/// address or "localhost". Control thread.
Result<Bound> bindAll(const Endpoint& address, int workers);

}  // namespace sluice::listener
