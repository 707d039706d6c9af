#include "config/key_depth.h"

namespace sluice::config {

namespace {

constexpr int kMaxDots = 16;

/// The length of the string that `text` starts with, its quotes included.
size_t stringLength(std::string_view text) {
    const char quote = text.front();
    const std::string_view triple = quote == '"' ? "\"\"\"" : "'''";
    const bool multiLine = text.starts_with(triple);
    for (size_t i = multiLine ? 3 : 1; i < text.size(); ++i) {
        if (quote == '"' && text[i] == '\\') {
            ++i;
        } else if (multiLine ? text.substr(i).starts_with(triple) : text[i] == quote) {
            return i + (multiLine ? 3 : 1);
        } else if (!multiLine && text[i] == '\n') {
            return i;
        }
    }
    return text.size();
}

}  // namespace

std::optional<Place> findDeepKey(std::string_view toml) {
    int line = 1;
    int dots = 0;
    for (size_t at = 0; at < toml.size();) {
        const char c = toml[at];
        size_t length = 1;
        if (c == '"' || c == '\'') {
            length = stringLength(toml.substr(at));
        } else if (c == '#') {
            length = std::min(toml.find('\n', at), toml.size()) - at;
        } else if (c == '.') {
            if (++dots >= kMaxDots) return Place{line, 1};
        } else if (c == '\n' || c == '=' || c == ',' || c == '[' || c == '{') {
            dots = 0;
        }
        for (const char skipped : toml.substr(at, length))
            line += skipped == '\n';
        at += length;
    }
    return std::nullopt;
}

}  // namespace sluice::config
