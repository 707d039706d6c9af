#pragma once

#include <string>

#include "base/result.h"

namespace sluice::config {

/// The whole of a regular file of at most 1 MiB; the error says why not.
Result<std::string> readTextFile(const std::string& path);

}  // namespace sluice::config
