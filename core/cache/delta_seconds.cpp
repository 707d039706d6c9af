#include "cache/delta_seconds.h"

#include <algorithm>

#include "http/ascii.h"

namespace sluice::cache {

std::optional<Seconds> parseDeltaSeconds(std::string_view text) {
    if (text.empty()) return std::nullopt;
    Seconds value{0};
    for (const char c : text) {
        if (!http::isDigit(c)) return std::nullopt;
        value = std::min(value * 10 + Seconds(c - '0'), maxDeltaSeconds);
    }
    return value;
}

}  // namespace sluice::cache
