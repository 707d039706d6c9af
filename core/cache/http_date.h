#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cache/wall_time.h"

namespace sluice::cache {

/// An HTTP-date in any of the three formats of RFC 9110 section 5.6.7, names in any case (RFC 9111
/// section 4.2), in GMT alone. `now` tells the century of a two-digit year: one that would lie more
/// than 50 years ahead is past. Nothing for anything else. A wrong day of the week is not noticed.
std::optional<WallTime> parseHttpDate(std::string_view text, WallTime now = wallNow());

/// "Sun, 06 Nov 1994 08:49:37 GMT"; of the years 0 to 9999, fractions of a second dropped.
std::string formatHttpDate(WallTime time);

}  // namespace sluice::cache
