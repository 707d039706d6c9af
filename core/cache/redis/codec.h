#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "cache/stored_response.h"

namespace sluice::cache::redis {

/// What stands under a key whose responses differ by Vary, in place of a response.
struct VaryIndex {
    std::vector<std::string> names;  ///< as StoredResponse::varyNames
    uint64_t family = 0;             ///< part of the keys of the variants; random, so that those of
                                     ///< an index that is gone are never found again
    bool operator==(const VaryIndex&) const = default;
};

/// A value in Redis.
struct Value {
    uint64_t epoch = 0;  ///< how many purges there had been when it was asked for; see PurgeHistory
    std::variant<StoredResponsePtr, VaryIndex> content;
};

/// "Slc", version, checksum of the rest (XXH3, 8 bytes, lowest first), epoch, kind, content:
/// numbers and texts as ByteWriter has them. Empty for a response whose body is not complete, or
/// forgotten.
std::string encode(const StoredResponse& response, uint64_t epoch);
std::string encode(const VaryIndex& index, uint64_t epoch);

/// Nothing for what is no value of this version, is damaged, or could not be served safely.
std::optional<Value> decode(std::string_view bytes);

}  // namespace sluice::cache::redis
