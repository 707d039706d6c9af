#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sluice {

/// Reads "512B", "32KiB", "64MiB", "1.5GiB", "10KB" (decimal) or a plain "4096". Errors on negative
/// values, unknown units and anything above 2^53 bytes.
Result<uint64_t> parseByteSize(std::string_view text);

/// The shortest exact form that parseByteSize() reads back, in binary units: "32KiB", "1000B".
std::string formatByteSize(uint64_t bytes);

}  // namespace sluice
