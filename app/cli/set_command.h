#pragma once

#include "cli/admin_client.h"
#include "cli/exit_code.h"
#include "cli/tuning_options.h"

namespace sluice::cli {

/// `sluice set`: shows the settings of the pool and of the route of a name, or changes one. No key
/// is of both.
ExitCode set(const AdminClient& client, const TuningOptions& options);

}  // namespace sluice::cli
