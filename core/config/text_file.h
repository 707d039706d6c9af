#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace sluice::config {

/// A configuration that is larger is none.
inline constexpr int64_t mostTextBytes = 1024 * 1024;

/// With links and dots resolved: the same wherever a command is given. As it is if that fails.
std::string canonicalPath(const std::string& path);

/// The whole of a regular file of at most `mostTextBytes`; the error says why not.
Result<std::string> readTextFile(const std::string& path);

}  // namespace sluice::config
