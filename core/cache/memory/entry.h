#pragma once

#include <cstdint>
#include <string>

#include "cache/stored_response.h"

namespace sluice::cache {

/// What the memory tier keeps for one key. Guarded by its shard's mutex.
struct Entry {
    std::string key;
    uint64_t hash = 0;  ///< of the key
    VariantsPtr variants;
    uint64_t bytes = 0;  ///< all that it takes
    uint64_t hits = 0;

    // For the eviction.
    enum class Queue : uint8_t { none, small, main };
    Queue queue = Queue::none;
    uint8_t frequency = 0;
    Entry* older = nullptr;
    Entry* newer = nullptr;
};

}  // namespace sluice::cache
