#include "http/parse_error.h"

namespace sluice::http {

std::string quote(std::string_view text) {
    constexpr size_t kLongest = 60;
    std::string result = "\"";
    for (const char c : text.substr(0, kLongest))
        result += c >= 0x20 && c < 0x7f ? c : '?';
    return result + (text.size() > kLongest ? "...\"" : "\"");
}

}  // namespace sluice::http
