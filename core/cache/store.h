#pragma once

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "cache/coalescer.h"
#include "cache/cut_branches.h"
#include "cache/generations.h"
#include "cache/memory/memory_tier.h"
#include "cache/memory/pass_marks.h"
#include "cache/purge_pattern.h"
#include "cache/refusals.h"

namespace sluice::cache {

/// What all workers share of the cache. All members are for any thread. Lives as long as the
/// gateway runs: reloads change its capacity, not what it holds.
class Store {
public:
    explicit Store(uint64_t capacity) : memory(capacity) {}

    /// Removes all that is stored of a URL, from wherever it came: its resource has changed.
    /// Whether there was anything.
    bool invalidate(std::string_view url);
    /// What is stored for the key and was not invalidated with what lies around it; null if there
    /// is nothing.
    VariantsPtr find(std::string_view key) { return uncut(key, memory.find(key)); }
    /// The same for people who look: it counts as no hit.
    VariantsPtr peek(std::string_view key) const { return uncut(key, memory.peek(key)); }

    /// Removes what matches from the memory; how many entries. What is more than one key looks at
    /// all entries, which takes seconds for a million.
    uint64_t purge(const PurgePattern& pattern);
    /// The same for several at once, unless `stop` asks for less; each entry counts for the first
    /// pattern that it matches.
    std::vector<uint64_t> purge(std::span<const PurgePattern> patterns,
                                const std::stop_token& stop = {});

    Generations generations;  ///< advanced by all of the above
    MemoryTier memory;
    CutBranches branches;
    Coalescer coalescer{generations};
    PassMarks marks;
    Refusals refusals;

private:
    VariantsPtr uncut(std::string_view key, VariantsPtr variants) const;
};

}  // namespace sluice::cache
