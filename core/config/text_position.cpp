#include "config/text_position.h"

namespace sluice::config {

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool continuesCharacter(char c) {
    return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

}  // namespace

size_t offsetOf(std::string_view text, Place place) {
    size_t at = text.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
    for (int line = 1; line < place.line; ++line) {
        const size_t newline = text.find('\n', at);
        if (newline == text.npos) return text.size();
        at = newline + 1;
    }
    for (int column = 1; column < place.column && at < text.size(); ++column) {
        ++at;
        while (at < text.size() && continuesCharacter(text[at]))
            ++at;
    }
    return at;
}

}  // namespace sluice::config
