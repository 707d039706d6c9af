#include "base/quantity.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

namespace sluice {

namespace {

struct Parts {
    uint64_t whole = 0;
    double fraction = 0;  // apart from `whole`, so that both stay exact for large values
    std::string_view unit;
};

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

size_t countDigits(std::string_view text) {
    return static_cast<size_t>(std::find_if_not(text.begin(), text.end(), isDigit) - text.begin());
}

std::optional<Parts> split(std::string_view text) {
    Parts parts;
    const size_t digits = countDigits(text);
    if (digits == 0) return std::nullopt;
    const auto whole = std::from_chars(text.data(), text.data() + digits, parts.whole);
    if (whole.ec != std::errc()) parts.whole = UINT64_MAX;  // refused by the limit
    text.remove_prefix(digits);
    if (text.starts_with('.')) {
        const size_t decimals = countDigits(text.substr(1));
        if (decimals == 0) return std::nullopt;
        const auto end = text.data() + 1 + decimals;
        std::from_chars(text.data(), end, parts.fraction, std::chars_format::fixed);
        text.remove_prefix(1 + decimals);
    }
    parts.unit = text;
    return parts;
}

std::string unitNames(std::span<const Unit> units) {
    std::string names;
    for (const Unit& unit : units) {
        if (unit.name.empty()) continue;
        if (!names.empty()) names += ", ";
        names += unit.name;
    }
    return names;
}

tl::unexpected<Error> refuse(std::string_view text, std::string reason) {
    return failure('"' + std::string(text) + "\" " + std::move(reason));
}

}  // namespace

Result<uint64_t> parseQuantity(std::string_view text, const QuantityFormat& format) {
    if (text.starts_with('-')) return refuse(text, "is negative; write 0 or more");
    const auto parts = split(text);
    if (!parts) {
        return refuse(text, "is not " + std::string(format.what) +
                                "; write a number and a unit, like " + std::string(format.example));
    }
    const bool zero = parts->whole == 0 && parts->fraction <= 0;
    if (parts->unit.empty() && zero) return 0;
    const auto unit = std::find_if(format.units.begin(), format.units.end(),
                                   [&](const Unit& u) { return u.name == parts->unit; });
    if (unit == format.units.end()) {
        return refuse(text, (parts->unit.empty() ? "has no unit" : "has an unknown unit") +
                                std::string("; the units are ") + unitNames(format.units));
    }
    const double fraction = parts->fraction * static_cast<double>(unit->factor);
    const auto rest = static_cast<uint64_t>(std::llround(fraction));
    if (parts->whole > format.limit / unit->factor ||
        rest > format.limit - parts->whole * unit->factor) {
        return refuse(text, "is above the limit of " + std::string(format.limitText));
    }
    const uint64_t value = parts->whole * unit->factor + rest;
    if (value == 0 && !zero) {
        return refuse(text, "is less than one " + std::string(format.units.front().name));
    }
    return value;
}

std::string formatQuantity(uint64_t value, std::span<const Unit> units) {
    const auto unit = std::find_if(units.rbegin(), units.rend() - 1,
                                   [&](const Unit& u) { return value % u.factor == 0; });
    return std::to_string(value / unit->factor) + std::string(unit->name);
}

}  // namespace sluice
