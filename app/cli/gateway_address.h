#pragma once

#include "cli/admin_client.h"

namespace sluice::cli {

/// Whether the wrong gateway would do harm.
enum class Purpose : uint8_t { read, change };

/// The running gateway that a command is for: at `admin`, a URL; or the one that runs with the
/// configuration file, or where that says; or the only one of this user on this machine; or at
/// http://127.0.0.1:8081. Where several run and none is named, nothing is changed. The token comes
/// from SLUICE_TOKEN or the file. Says itself what is wrong.
tl::expected<AdminClient, ExitCode> clientFor(const std::string& admin,
                                              const std::string& configFile, Purpose purpose);

/// Prints which gateway was changed.
void printChanged(const AdminClient& client);

}  // namespace sluice::cli
