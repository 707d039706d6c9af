#pragma once

#include <string_view>

namespace sluice::cache {

/// Whether the whole text is like the pattern: "*" stands for any characters, none included, "?"
/// for one. In time of at most the product of both lengths.
bool matchesGlob(std::string_view text, std::string_view pattern);

}  // namespace sluice::cache
