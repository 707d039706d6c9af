#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "cache/redis/stamp.h"
#include "cache/stored_response.h"

namespace sluice::cache::redis {

/// What stands under a key whose responses differ by Vary, in place of a response.
struct VaryIndex {
    std::vector<std::string> names;  ///< as StoredResponse::varyNames

    bool operator==(const VaryIndex&) const = default;
};

/// A value in Redis.
struct Value {
    Stamp stamp;  ///< what Redis knew when it was asked for
    std::variant<StoredResponsePtr, VaryIndex> content;
};

/// "Slc", version, checksum of the rest (XXH3, 8 bytes, lowest first), stamp, kind, content:
/// numbers and texts as ByteWriter has them. Empty for a response whose body is not complete, or
/// forgotten.
std::string encode(const StoredResponse& response, const Stamp& stamp);
std::string encode(const VaryIndex& index, const Stamp& stamp);

/// Nothing for what is no value of this version, is damaged, or could not be served safely.
std::optional<Value> decode(std::string_view bytes);

}  // namespace sluice::cache::redis
