#pragma once

#include <string_view>

#include "config/document.h"

namespace sluice::config {

/// What a person asks for with a key and a text, "retry.attempts" and "3", as a table for
/// changed(): {retry = {attempts = 3}}. A text that is no number, boolean, array or the like of
/// TOML stands for itself, as 5s does.
Value settingTable(std::string_view key, std::string_view text);

/// The same of several settings, of which the last of each key counts.
void addSetting(Value& table, std::string_view key, std::string_view text);

/// Whose section has a key such as "timeouts.read".
enum class SettingOwner { pool, route, none };
SettingOwner ownerOf(std::string_view key);

}  // namespace sluice::config
