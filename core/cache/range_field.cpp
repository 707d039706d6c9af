#include "cache/range_field.h"

#include <limits>

#include "http/ascii.h"
#include "http/header_map.h"

namespace sluice::cache {

namespace {

/// Nothing for no digits; false where there is anything else.
bool parsePosition(std::string_view text, std::optional<uint64_t>& position) {
    constexpr uint64_t kLargest = std::numeric_limits<uint64_t>::max();
    for (const char c : text) {
        if (!http::isDigit(c)) return false;
        const uint64_t digit = static_cast<uint64_t>(c - '0');
        const uint64_t value = position.value_or(0);
        position = value > (kLargest - digit) / 10 ? kLargest : value * 10 + digit;
    }
    return true;
}

std::optional<RangeSpec> parseSpec(std::string_view text) {
    const size_t dash = text.find('-');
    RangeSpec spec;
    if (dash == std::string_view::npos || !parsePosition(text.substr(0, dash), spec.first) ||
        !parsePosition(text.substr(dash + 1), spec.last) || (!spec.first && !spec.last) ||
        (spec.first && spec.last && *spec.first > *spec.last))
        return std::nullopt;
    return spec;
}

}  // namespace

std::optional<std::vector<RangeSpec>> parseRangeField(std::string_view text, size_t limit) {
    constexpr std::string_view kUnit = "bytes=";
    if (!http::equalNames(text.substr(0, kUnit.size()), kUnit)) return std::nullopt;
    text.remove_prefix(kUnit.size());
    std::vector<RangeSpec> specs;
    while (!text.empty()) {
        const std::string_view element = http::nextElement(text);
        if (element.empty()) continue;
        const auto spec = parseSpec(element);
        if (!spec || specs.size() == limit) return std::nullopt;
        specs.push_back(*spec);
    }
    if (specs.empty()) return std::nullopt;
    return specs;
}

}  // namespace sluice::cache
