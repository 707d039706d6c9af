#pragma once

#include <cstdint>
#include <string_view>

#include "base/hash.h"

namespace sluice::cache {

/// A key whose hash is worked out once. A view.
struct HashedKey {
    explicit HashedKey(std::string_view key) : HashedKey(key, hashOf(key)) {}
    HashedKey(std::string_view key, uint64_t itsHash) : text(key), hash(itsHash) {}

    bool operator==(const HashedKey&) const = default;
    struct Hash {
        size_t operator()(const HashedKey& key) const { return key.hash; }
    };

    std::string_view text;
    uint64_t hash;
};

}  // namespace sluice::cache
