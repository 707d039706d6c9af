#pragma once

#include <cstddef>
#include <memory>

#include "metrics/memory_use.h"

namespace sluice::event {

/// Blocks of memory for what is received and sent. Each thread keeps those that it gave back, for
/// its next buffers: the last one first, which is still in the processor's cache. Bounded: 128
/// small and 32 large blocks, 2 MiB (none with AddressSanitizer). Any thread may give back what
/// another one took.
class BlockPool {
public:
    static constexpr size_t smallBytes = 8 * 1024;
    static constexpr size_t largeBytes = 32 * 1024;

    using Block = std::unique_ptr<char[]>;

    /// `bytes`: smallBytes or largeBytes. Not initialized.
    static Block take(size_t bytes);
    static void giveBack(Block block, size_t bytes);
    /// Where the calling thread counts what it takes from now on; null: nowhere.
    static void countIn(metrics::MemoryUse* use);
};

}  // namespace sluice::event
