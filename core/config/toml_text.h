#pragma once

#include <span>
#include <string>
#include <string_view>

#include "config/document.h"

namespace sluice::config {

/// The shortest text that reads back as the same value, on one line: `"a b"`, `2.0`,
/// `{ a = 1, "b c" = [] }`.
std::string tomlText(const Value& value);
/// `a`, or `"a b"` where TOML needs quotes.
std::string tomlKey(std::string_view key);
/// `a."b c".d`.
std::string tomlKey(std::span<const std::string> path);

}  // namespace sluice::config
