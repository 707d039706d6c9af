#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace sluice::cache {

/// A range as it was asked for (RFC 9110 section 14.1.1); numbers too large count as the largest.
struct RangeSpec {
    std::optional<uint64_t> first;  ///< none: the last `last` bytes
    std::optional<uint64_t> last;   ///< none: to the end
};

/// The value of a Range field in bytes; nothing for another unit, bad syntax, or more than `limit`
/// ranges.
std::optional<std::vector<RangeSpec>> parseRangeField(std::string_view text, size_t limit);

}  // namespace sluice::cache
