#pragma once

#include <string_view>

#include "cache/coalescer.h"
#include "cache/memory/memory_tier.h"
#include "cache/memory/pass_marks.h"
#include "cache/purge_pattern.h"

namespace sluice::cache {

/// What all workers share of the cache. All members are for any thread. Lives as long as the
/// gateway runs: reloads change its capacity, not what it holds.
struct Store {
    explicit Store(uint64_t capacity) : memory(capacity) {}

    /// Removes what matches from the memory; how many entries.
    uint64_t purge(const PurgePattern& pattern);

    MemoryTier memory;
    Coalescer coalescer;
    PassMarks marks;
};

}  // namespace sluice::cache
