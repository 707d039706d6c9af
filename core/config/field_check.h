#pragma once

#include <string>
#include <string_view>

#include "config/diagnostics.h"

namespace sluice::config {

/// RFC 9110 section 5.6.2: what methods and the names of fields are made of.
bool isToken(std::string_view text);

/// Reports a name that no field can have (RFC 9110 section 5.1), or a value (section 5.5).
void checkFieldName(const std::string& path, std::string_view name, Diagnostics& diagnostics);
void checkFieldValue(const std::string& path, std::string_view value, Diagnostics& diagnostics);

}  // namespace sluice::config
