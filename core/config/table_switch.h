#pragma once

#include <string_view>
#include <vector>

#include "config/changes.h"

namespace sluice::config {

/// The changes, and what keeps off that which a table would switch on by being there: a "health"
/// or "hedge" that they make in `toml` without saying whether it is on.
std::vector<Change> withSwitches(std::string_view toml, std::vector<Change> changes);

}  // namespace sluice::config
