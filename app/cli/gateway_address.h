#pragma once

#include "cli/admin_client.h"

namespace sluice::cli {

/// The running gateway that a command is for: at `admin`, a URL, or where the configuration file
/// says, or at http://127.0.0.1:8081. The token comes from SLUICE_TOKEN or the file. Says itself
/// what is wrong.
tl::expected<AdminClient, ExitCode> clientFor(const std::string& admin,
                                              const std::string& configFile);

}  // namespace sluice::cli
