#pragma once

#include <cstddef>

#include "metrics/memory_use.h"

namespace sluice::event {

/// Memory for coroutine frames: each thread keeps the blocks that it has freed, by size, for its
/// next frames, and for what else lives as long as a request. Bounded: at most 16 MiB are kept,
/// twice what 1,000 requests at once take, and blocks above 4 KiB not at all. Any thread may free
/// what another one allocated. With AddressSanitizer nothing is kept, so that it sees every use of
/// a frame that is gone.
class FramePool {
public:
    static void* allocate(size_t bytes);
    static void release(void* frame, size_t bytes) noexcept;
    /// Where the calling thread counts what it allocates from now on; null: nowhere.
    static void countIn(metrics::MemoryUse* use);
};

}  // namespace sluice::event
