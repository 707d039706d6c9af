#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sluice {

/// A unit's name and how many of the smallest unit it stands for.
struct Unit {
    std::string_view name;
    uint64_t factor;
};

/// What a text such as "1.5m" may be. The words are for the errors.
struct QuantityFormat {
    std::string_view what;        ///< "a duration"
    std::string_view example;     ///< "250ms, 5s or 2h"
    std::span<const Unit> units;  ///< smallest first; an empty name allows a number alone
    uint64_t limit;               ///< in the smallest unit
    std::string_view limitText;   ///< "10 years"
};

/// A decimal number and its unit, in the smallest unit, rounded to a whole one. A value other than
/// zero that would round to zero is an error.
Result<uint64_t> parseQuantity(std::string_view text, const QuantityFormat& format);

/// With the largest unit that divides `value` without rest.
std::string formatQuantity(uint64_t value, std::span<const Unit> units);

}  // namespace sluice
