#pragma once

#include "metrics/counter.h"

namespace sluice::upstream {

/// What one worker tells of its part of a pool. Written by that worker; any thread reads.
struct alignas(64) PoolCell {
    metrics::Gauge open;  ///< connections, idle ones included
    metrics::Gauge idle;
    metrics::Gauge waiting;      ///< requests that wait for a connection
    metrics::Gauge concurrency;  ///< requests under way, as the concurrency limit counts them
    metrics::Gauge queued;       ///< requests that wait to be under way
    metrics::Counter requests;   ///< that were given to the pool
    metrics::Counter overflows;  ///< that found the queue full, or waited too long in it
    metrics::Counter hedges;     ///< second requests beside a slow first one
    metrics::Counter hedgesWon;  ///< those that answered first
};

}  // namespace sluice::upstream
