#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/hash.h"
#include "cache/stored_response.h"

namespace sluice::cache {

/// What the memory tier keeps for one key.
struct Entry {
    Entry(std::string_view k, uint64_t h) : key(k), hash(h) {}

    const std::string key;
    const uint64_t hash;  ///< of the key's URL

    /// The other entries of the same URL, by key. Only the first of them has any: see Shard.
    using Others = std::unordered_map<std::string_view, std::unique_ptr<Entry>, TextHash>;
    std::unique_ptr<Others> others;

    // Written under the mutexes of both the shard and the tier, read under either.
    VariantsPtr variants;
    uint64_t bytes = 0;  ///< all that it takes

    uint64_t hits = 0;  ///< under the shard's

    // For the eviction, under the tier's; but a hit counts without it.
    enum class Queue : uint8_t { none, small, main };
    Queue queue = Queue::none;
    std::atomic<uint8_t> frequency = 0;
    Entry* older = nullptr;
    Entry* newer = nullptr;
};

}  // namespace sluice::cache
