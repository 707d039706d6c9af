#include "gateway/json_text.h"

#include "http/ascii.h"

namespace sluice::gateway {

namespace {

constexpr http::CharSet kEscaped([](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
});

constexpr size_t kEscapeBytes = 6;  // "\u001f"

void appendEscape(char c, std::string& out) {
    constexpr std::string_view digits = "0123456789abcdef";
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n') {
        out += "\\n";
    } else if (byte >= 0x20) {
        out += {'\\', c};
    } else {
        out += {'\\', 'u', '0', '0', digits[byte >> 4U], digits[byte & 15U]};
    }
}

}  // namespace

size_t jsonTextBytes(std::string_view utf8) {
    size_t bytes = utf8.size();
    for (const char c : utf8) {
        if (!kEscaped.contains(c)) continue;
        const bool isShort = c == '\n' || static_cast<unsigned char>(c) >= 0x20;
        bytes += isShort ? 1 : kEscapeBytes - 1;
    }
    return bytes;
}

void appendJsonText(std::string_view utf8, std::string& out) {
    constexpr size_t behind = 8;  // what ends an object, without another copy
    out.reserve(out.size() + jsonTextBytes(utf8) + 2 + behind);
    out += '"';
    while (!utf8.empty()) {
        size_t plain = 0;
        while (plain < utf8.size() && !kEscaped.contains(utf8[plain]))
            ++plain;
        out.append(utf8.substr(0, plain));
        utf8.remove_prefix(plain);
        if (utf8.empty()) break;
        appendEscape(utf8.front(), out);
        utf8.remove_prefix(1);
    }
    out += '"';
}

}  // namespace sluice::gateway
