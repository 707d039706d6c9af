#pragma once

#include "cli/exit_code.h"
#include "cli/tuning_options.h"

namespace sluice::cli {

/// `sluice pools`, `weight`, `drain`, `strategy`, `set`, `save`, `purge` and `explain`: asks a
/// running gateway and tells what is in effect then. The token of the admin API comes from the file
/// or from SLUICE_TOKEN.
ExitCode tune(const TuningOptions& options);

}  // namespace sluice::cli
