#include "base/printable.h"

#include <array>
#include <cstdio>

namespace sluice {

namespace {

bool isControl(unsigned char byte) {
    return (byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7f;
}

void appendEscaped(std::string& out, unsigned char byte) {
    std::array<char, 8> text{};
    std::snprintf(text.data(), text.size(), "\\x%02x", byte);
    out += text.data();
}

}  // namespace

std::string printable(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const auto next = static_cast<unsigned char>(i + 1 < text.size() ? text[i + 1] : 0);
        if (isControl(byte)) {
            appendEscaped(out, byte);
        } else if (byte == 0xc2 && next >= 0x80 && next <= 0x9f) {
            appendEscaped(out, next);
            ++i;
        } else {
            out += text[i];
        }
    }
    return out;
}

}  // namespace sluice
