#pragma once

#include <string>
#include <string_view>

namespace sluice {

/// A text that is named by people as a table takes it: what would begin a formula gets an
/// apostrophe before it, and controls are as printable() writes them.
std::string csvText(std::string_view text);

}  // namespace sluice
