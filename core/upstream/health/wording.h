#pragma once

#include <cstddef>
#include <string>

#include "base/clock.h"

namespace sluice::upstream {

/// Figures as the causes of events tell them to a person.

/// At most three digits that matter: "240", "5.3", "0.05".
std::string shortNumber(double value);
/// "10 s", "0.25 s".
std::string inSeconds(Duration duration);
/// "1 error", "5 errors".
std::string counted(size_t count, const std::string& noun);

}  // namespace sluice::upstream
