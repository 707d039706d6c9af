#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace sluice {

/// Reads "250ms", "5s", "1.5m", "2h", "1d", "100us" or "0s". A unit is required except for a lone
/// zero; negative values and values above 10 years are errors.
Result<Duration> parseDuration(std::string_view text);

/// The shortest exact form that parseDuration() reads back: "1500ms", "90s" as "90s", "2m".
std::string formatDuration(Duration duration);

}  // namespace sluice
