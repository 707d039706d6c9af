#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sluice {

/// XXH3 of the text, another one in each process: for tables that strangers fill, so that they
/// cannot choose what collides.
uint64_t hashOf(std::string_view text);

/// By hashOf(), for tables of the standard library.
struct TextHash {
    size_t operator()(std::string_view text) const { return hashOf(text); }
};

/// The same in every process: for what gateways share, or stays. Strangers can make it collide.
uint64_t stableHashOf(std::string_view text);

}  // namespace sluice
