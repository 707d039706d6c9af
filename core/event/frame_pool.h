#pragma once

#include <cstddef>

namespace sluice::event {

/// Memory for coroutine frames: each thread keeps the blocks that it has freed, by size, for its
/// next frames. Bounded: at most 64 KiB of each size are kept, and blocks above 2 KiB not at all.
/// Any thread may free what another one allocated. With AddressSanitizer nothing is kept, so that
/// it sees every use of a frame that is gone.
class FramePool {
public:
    static void* allocate(size_t bytes);
    static void release(void* frame, size_t bytes) noexcept;
};

}  // namespace sluice::event
