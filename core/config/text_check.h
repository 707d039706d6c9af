#pragma once

#include <optional>
#include <string_view>

#include "config/document.h"

namespace sluice::config {

/// Finds what is no good TOML and what the parser cannot stand:
/// - keys of more than 16 parts, "a.b.c...": it makes a table for every dot and frees them by
///   recursion, so that a million of them exhaust the stack; it bounds brackets by itself
/// - other alphabets outside of strings and comments, for which its table of white space has holes
std::optional<SyntaxError> checkText(std::string_view toml);

}  // namespace sluice::config
