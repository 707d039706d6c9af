#pragma once

#include <optional>
#include <string_view>

#include "upstream/options.h"

namespace sluice::upstream {

/// The name in configuration, API and snapshots: "active", "drained", "maintenance".
std::string_view dutyName(Duty duty);
std::optional<Duty> dutyFromName(std::string_view name);

}  // namespace sluice::upstream
