#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "cache/stored_response.h"

/// Which variants of one key stay, where there is no room for all. What has to go is the oldest of
/// the client that has the most: one that asks for ever new variants replaces its own, and the
/// others' stay. The newest one always stays.
namespace sluice::cache {

/// `old` with `response` before all others, in place of the variant with the same selecting fields:
/// at most Variants::maxVariants, which take no more than `mostBytes`. What made room is added to
/// `gone`.
VariantsPtr withNewest(std::string_view key, const VariantsPtr& old, StoredResponsePtr response,
                       uint64_t mostBytes, std::vector<StoredResponsePtr>& gone);

/// Those of `variants`, which may be null, that together take no more than `most` bytes, at least
/// one.
VariantsPtr withinBytes(std::string_view key, const VariantsPtr& variants, uint64_t most);

}  // namespace sluice::cache
