#pragma once

#include <string_view>

namespace sluice::cache {

/// Whether the whole text is like the pattern: "*" stands for any characters, none included, "?"
/// for one. For an isBoundedGlob(), in time linear in the text's length.
bool matchesGlob(std::string_view text, std::string_view pattern);

/// At most 1,024 characters, and 64 between two "*" where a "?" is among them.
bool isBoundedGlob(std::string_view pattern);

}  // namespace sluice::cache
