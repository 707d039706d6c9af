#pragma once

#include <string_view>

#include "config/document.h"

namespace sluice::config {

/// What a person asks for with a key and a text, "retry.attempts" and "3", as a table for
/// changed(): {retry = {attempts = 3}}. A text that is no number, boolean, array or the like of
/// TOML stands for itself, as 5s does.
Value settingTable(std::string_view key, std::string_view text);

}  // namespace sluice::config
