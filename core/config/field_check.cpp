#include "config/field_check.h"

#include <algorithm>

#include "http/ascii.h"

namespace sluice::config {

bool isToken(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), http::isTokenChar);
}

void checkFieldName(const std::string& path, std::string_view name, Diagnostics& diagnostics) {
    if (isToken(name)) return;
    diagnostics.error(
        path, inQuotes(name) + " is not a field name such as \"X-Team\" (RFC 9110 section 5.1)");
}

void checkFieldValue(const std::string& path, std::string_view value, Diagnostics& diagnostics) {
    const bool isPlain = std::all_of(value.begin(), value.end(), [](char c) {
        return c == '\t' || (c != 0x7f && (c < 0 || c >= 0x20));
    });
    if (isPlain && http::trimmed(value) == value) return;
    diagnostics.error(path, inQuotes(value) +
                                " is not a field value: no control characters, no white space at "
                                "its ends (RFC 9110 section 5.5)");
}

}  // namespace sluice::config
