#pragma once

#include <cstdint>
#include <string_view>

namespace sluice {

/// XXH3 of the text: the same in every process, not for secrets.
uint64_t hashOf(std::string_view text);

}  // namespace sluice
