#pragma once

#include "base/result.h"
#include "upstream/health_options.h"

namespace sluice::upstream {

/// Whether a pool can be run with these options; the error names the value and its range.
Result<> checkHealthOptions(const HealthOptions& options);

}  // namespace sluice::upstream
