#pragma once

#include <cstdint>
#include <string_view>

#include "base/hash.h"
#include "cache/key.h"

namespace sluice::cache {

/// A key, and the hash of its URL, worked out once. A view.
struct HashedKey {
    explicit HashedKey(std::string_view key) : HashedKey(key, hashOf(urlOf(key))) {}
    HashedKey(std::string_view key, uint64_t itsHash) : text(key), hash(itsHash) {}

    /// The key of all that is stored of the URL.
    HashedKey url() const { return {urlOf(text), hash}; }

    bool operator==(const HashedKey&) const = default;
    struct Hash {
        size_t operator()(const HashedKey& key) const { return key.hash; }
    };

    std::string_view text;
    uint64_t hash;
};

}  // namespace sluice::cache
