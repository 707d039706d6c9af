#pragma once

#include <optional>
#include <string_view>

#include "cache/wall_time.h"

namespace sluice::cache {

/// What a larger number of seconds counts as (RFC 9111 section 1.2.2).
inline constexpr Seconds maxDeltaSeconds{2147483648};

/// Digits alone; nothing for anything else. Larger ones are `maxDeltaSeconds`.
std::optional<Seconds> parseDeltaSeconds(std::string_view text);

}  // namespace sluice::cache
