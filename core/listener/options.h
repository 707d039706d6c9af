#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/address_range.h"
#include "base/clock.h"
#include "base/endpoint.h"

namespace sluice::listener {

/// [listen] of the configuration. A duration of zero means no limit.
struct Options {
    Endpoint address{"127.0.0.1", 8080};
    size_t maxConnections = 10'000;  ///< over all workers; more are answered 503 and closed
    size_t maxHeaderBytes = 32 * 1024;
    size_t maxTargetBytes = 8 * 1024;
    uint64_t maxBodyBytes = 0;  ///< 0: no limit
    /// Clients whose X-Forwarded-* and Forwarded fields are believed.
    std::vector<AddressRange> trustedProxies{*parseAddressRange("127.0.0.0/8"),
                                             *parseAddressRange("::1")};
    Duration headerTimeout = std::chrono::seconds(10);  ///< for a whole head, from its first byte
    Duration bodyTimeout = std::chrono::seconds(30);    ///< between two pieces of a request's body
    Duration writeTimeout = std::chrono::seconds(30);   ///< for a client that does not read
    uint64_t minBodyRate = 0;     ///< bytes a second, while a body is waited for; 0: none
    uint64_t minWriteRate = 256;  ///< bytes a second, while a client is waited for to read; 0: none
    Duration idleTimeout = std::chrono::seconds(60);        ///< between two requests
    Duration halfClosedTimeout = std::chrono::seconds(10);  ///< without a byte of its answer, for a
                                                            ///< client that has ended its side
    Duration lingerTimeout = std::chrono::seconds(30);  ///< for what a client sends on of a request
                                                        ///< that was answered already
    Duration tunnelIdleTimeout = std::chrono::minutes(10);
    Duration tunnelLifetime = Duration::zero();
    Duration drainTimeout = std::chrono::seconds(10);  ///< what a graceful stop waits for at most
};

}  // namespace sluice::listener
