#pragma once

#include <string>

#include "metrics/record.h"

namespace sluice::cli {

/// What changed from one snapshot to another, for a terminal: every figure of the whole, requests
/// and p50, p99 and errors of routes and servers, and what differs in configuration and
/// environment.
std::string differenceTable(const metrics::Record& before, const metrics::Record& after);

}  // namespace sluice::cli
