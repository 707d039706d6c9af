#pragma once

#include <string>

#include "loadtest/report.h"

namespace sluice::loadtest {

/// For a person at a terminal; ends with a line break.
std::string reportTable(const Report& report);

}  // namespace sluice::loadtest
