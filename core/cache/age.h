#pragma once

#include <string>

#include "cache/stored_response.h"

namespace sluice::cache {

/// The value of Age for a response that is served from what is stored (RFC 9111 section 5.1).
std::string ageField(const StoredResponse& response, WallTime now);

}  // namespace sluice::cache
