#pragma once

#include <optional>
#include <string_view>

#include "config/document.h"

namespace sluice::config {

/// The place of the first key of more than 16 parts, such as "a.b.c...", if there is one. TOML
/// makes a table for every dot, and a parser that frees a million nested tables by recursion runs
/// out of stack; nested brackets are bounded by the parser itself.
std::optional<Place> findDeepKey(std::string_view toml);

}  // namespace sluice::config
