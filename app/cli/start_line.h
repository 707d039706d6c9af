#pragma once

#include <string>

#include "metrics/snapshot.h"

namespace sluice::cli {

/// What listens where: "sluice 0.1.0: http://127.0.0.1:8080 → web-1 http://127.0.0.1:9001
/// (2 workers), admin http://127.0.0.1:8081". Names three servers at most.
std::string startLine(const metrics::Snapshot& snapshot);

/// A warning if the admin API is not where commands look for it, else nothing.
std::string movedAdminWarning(const std::string& adminUrl);

/// A warning if the gateway can be reached from other machines, else nothing.
std::string exposureWarning(const std::string& listenUrl);

}  // namespace sluice::cli
