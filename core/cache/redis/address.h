#pragma once

#include <string>

#include "base/endpoint.h"

namespace sluice::cache::redis {

/// Where one server listens: a Unix socket, or a host that is an IP address, and its port.
struct Address {
    std::string socketPath;
    Endpoint endpoint;  ///< where there is no socketPath

    std::string toString() const { return socketPath.empty() ? endpoint.toString() : socketPath; }
    bool operator==(const Address&) const = default;
};

}  // namespace sluice::cache::redis
