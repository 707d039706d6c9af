#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/clock.h"

namespace sluice::listener {

/// [batch] of the configuration: many requests in one.
struct BatchOptions {
    std::string path = "/batch";              ///< where batches are POSTed to, before any route
    size_t maxRequests = 100;                 ///< in a batch
    size_t maxConcurrent = 16;                ///< requests of a batch that run at once
    size_t maxBatches = 64;                   ///< at once, over all workers; more: 503
    uint64_t maxBodyBytes = 4 * 1024 * 1024;  ///< of the document; more is a 413
    uint64_t maxResponseBytes =
        16 * 1024 * 1024;                         ///< of all answers together, as they are reported
    Duration timeout = std::chrono::seconds(60);  ///< for a whole batch; zero: no limit
    /// That all batches at once may take.
    uint64_t mostMemory() const { return maxBatches * (maxBodyBytes + maxResponseBytes); }
    bool operator==(const BatchOptions&) const = default;
};

}  // namespace sluice::listener
