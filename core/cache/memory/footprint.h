#pragma once

#include <cstdint>
#include <string_view>

#include "cache/stored_response.h"

namespace sluice::cache {

/// What an entry takes of the memory, in bytes: what is allocated for it, its share of the tables,
/// and what the allocator adds. An estimate from above.
uint64_t footprintOf(std::string_view key, const Variants& variants);
/// Its part of that.
uint64_t footprintOf(const StoredResponse& response);

}  // namespace sluice::cache
