#pragma once

#include "metrics/counter.h"

namespace sluice::metrics {

/// How one worker uses one of its pools of memory. Written by that worker; any thread reads.
struct MemoryUse {
    Counter taken;  ///< pieces that were asked for
    Counter made;   ///< those of them that came from the allocator: the others were used before
    Gauge inUse;    ///< pieces
    Gauge most;     ///< that were in use at once

    void take(bool fromAllocator) {
        taken.add();
        if (fromAllocator) made.add();
        inUse.add(1);
        if (inUse.value() > most.value()) most.add(1);
    }
    void giveBack() { inUse.add(-1); }
};

/// The pools of one worker.
struct MemoryPools {
    MemoryUse blocks;  ///< for bytes that are received and sent
    MemoryUse frames;  ///< of coroutines, exchanges among them
    MemoryUse heads;   ///< fields of messages
};

}  // namespace sluice::metrics
