#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sluice::gateway {

/// How many bytes the text takes between the quotes of a JSON string (RFC 8259 section 7).
size_t jsonTextBytes(std::string_view utf8);
/// Appends it, with the quotes. What is no UTF-8 is not for this.
void appendJsonText(std::string_view utf8, std::string& out);

}  // namespace sluice::gateway
