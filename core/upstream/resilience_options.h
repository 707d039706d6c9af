#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/clock.h"

namespace sluice::upstream {

/// How many requests a pool takes at once; more wait in line, and beyond that get a 503.
struct ConcurrencyOptions {
    size_t max = 100;  ///< over all workers; 0: no limit
    size_t queue = 1000;
    Duration timeout = std::chrono::seconds(5);  ///< in the queue
    /// What must have come of a request's body, if not all of it, before it takes a place or a
    /// connection while half of the places are taken: 0 to 1 MiB. So slow clients leave room.
    size_t bodyBytes = 64 * 1024;
    bool operator==(const ConcurrencyOptions&) const = default;
};

/// When a request is sent again, to another server where there is one: [pools.NAME.retry].
/// Only what is safe: the method is idempotent (RFC 9110 section 9.2.2), or nothing was sent.
struct RetryOptions {
    unsigned attempts = 2;            ///< further tries; 0: none
    bool onConnectFailure = true;     ///< "connect-failure"
    bool onReset = true;              ///< "reset-before-response"
    bool onTimeout = false;           ///< "timeout": of a single try
    std::vector<int> statuses;        ///< final ones of a server, such as 503
    double budget = 0.2;              ///< retries in ten seconds, as a share of the requests
    unsigned minPerSecond = 10;       ///< retries that the budget always allows
    size_t maxConcurrent = 64;        ///< retries under way at a time, in the pool
    size_t maxBodyBytes = 64 * 1024;  ///< a longer request body is not kept, nor sent again
    Duration perTry{};                ///< until the answer's head; zero: the route's timeout alone
    /// All are asked anew while none takes a connection, as when they restart; zero: until the
    /// route's timeout. Not if they have refused for givenUpAfter.
    Duration tryFor = std::chrono::seconds(3);
    static constexpr std::chrono::seconds givenUpAfter{10};
    bool operator==(const RetryOptions&) const = default;
};

/// A second request to another server when the first one takes long: [pools.NAME.hedge].
/// For idempotent requests without a body.
struct HedgeOptions {
    bool enabled = false;
    double quantile = 0.95;  ///< of the pool's latencies in the last ten seconds: when it is sent
    Duration minDelay = std::chrono::milliseconds(5);
    double maxShare = 0.1;  ///< of the requests, at most so many are sent twice
    bool operator==(const HedgeOptions&) const = default;
};

/// What a pool does about too many requests and about servers that fail. May be changed while
/// requests flow.
struct ResilienceOptions {
    ConcurrencyOptions concurrency;
    RetryOptions retry;
    HedgeOptions hedge;
    bool operator==(const ResilienceOptions&) const = default;
};

}  // namespace sluice::upstream
