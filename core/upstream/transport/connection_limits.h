#pragma once

#include "upstream/options.h"
#include "upstream/shared_permits.h"

namespace sluice::upstream {

/// How many connections the workers of a pool may have together. Any thread.
struct ConnectionLimits {
    ConnectionLimits(const PoolOptions& options, size_t workers)
        : open(options.maxConnections, options.maxWaiting, workers),
          idle(options.keepAlive, 0, workers) {}

    void set(const PoolOptions& options) {
        open.setLimits(options.maxConnections, options.maxWaiting);
        idle.setLimits(options.keepAlive, 0);
    }

    SharedPermits open;  ///< idle ones included
    SharedPermits idle;
};

}  // namespace sluice::upstream
