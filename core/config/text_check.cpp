#include "config/text_check.h"

#include <algorithm>

namespace sluice::config {

namespace {

constexpr int kMaxDots = 15;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// What follows the opening quotes of a string, its closing quotes included.
size_t restOfString(std::string_view text, std::string_view quotes) {
    const bool isMultiLine = quotes.size() == 3;
    for (size_t i = 0; i < text.size(); ++i) {
        if (quotes.front() == '"' && text[i] == '\\') {
            ++i;
        } else if (!isMultiLine && text[i] == '\n') {
            return i;
        } else if (text.substr(i).starts_with(quotes)) {
            i += quotes.size();
            // Up to two quotes may stand before the closing ones.
            const size_t most = isMultiLine ? std::min(i + 2, text.size()) : i;
            while (i < most && text[i] == quotes.front())
                ++i;
            return i;
        }
    }
    return text.size();
}

/// The length of the string, the comment or the single character that the text starts with.
size_t elementLength(std::string_view text) {
    for (const std::string_view quotes : {"\"\"\"", "'''", "\"", "'"}) {
        if (text.starts_with(quotes)) {
            return quotes.size() + restOfString(text.substr(quotes.size()), quotes);
        }
    }
    return text.front() == '#' ? std::min(text.find('\n'), text.size()) : 1;
}

}  // namespace

std::optional<SyntaxError> checkText(std::string_view toml) {
    if (toml.starts_with(kByteOrderMark)) toml.remove_prefix(kByteOrderMark.size());
    int dots = 0;
    size_t lineStart = 0;
    int line = 1;
    for (size_t at = 0; at < toml.size();) {
        const char c = toml[at];
        const Place place{line, static_cast<int>(at - lineStart) + 1};
        if (static_cast<unsigned char>(c) >= 0x80) {
            return SyntaxError{place, "a letter outside of ASCII needs quotes around it"};
        }
        if (c == '.' && ++dots > kMaxDots) return SyntaxError{place, "a key with too many dots"};
        if (std::string_view("\n=,[{").find(c) != std::string_view::npos) dots = 0;
        for (const size_t end = at + elementLength(toml.substr(at)); at < end; ++at) {
            if (toml[at] != '\n') continue;
            ++line;
            lineStart = at + 1;
        }
    }
    return std::nullopt;
}

}  // namespace sluice::config
