#pragma once

#include "metrics/counter.h"

namespace sluice::upstream {

/// What one worker tells of its part of a pool. Written by that worker; any thread reads.
struct alignas(64) PoolCell {
    metrics::Gauge open;  ///< connections, idle ones included
    metrics::Gauge idle;
    metrics::Gauge waiting;  ///< requests that wait for a connection
};

}  // namespace sluice::upstream
