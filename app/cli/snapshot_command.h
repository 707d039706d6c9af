#pragma once

#include "cli/exit_code.h"
#include "cli/snapshot_options.h"

namespace sluice::cli {

/// `sluice snapshot`: asks a running gateway, or reads snapshots from files, and writes what comes
/// of it. Needs a QCoreApplication.
ExitCode snapshot(const SnapshotOptions& options);

}  // namespace sluice::cli
