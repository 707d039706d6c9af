#include "fuzz/tokens.h"

#include <charconv>

namespace sluice::fuzz {

namespace {

std::string unescaped(std::string_view text) {
    std::string plain;
    while (!text.empty()) {
        size_t length = 1;
        char c = text.front();
        if (c == '\\' && text.size() >= 4 && text[1] == 'x') {
            length = 4;
            unsigned value = 0;
            std::from_chars(text.data() + 2, text.data() + 4, value, 16);
            c = static_cast<char>(value);
        } else if (c == '\\' && text.size() >= 2) {
            length = 2;
            c = text[1];
        }
        plain += c;
        text.remove_prefix(length);
    }
    return plain;
}

}  // namespace

std::vector<std::string> readTokens(std::string_view dictionary) {
    std::vector<std::string> tokens;
    while (!dictionary.empty()) {
        const std::string_view line = dictionary.substr(0, dictionary.find('\n'));
        dictionary.remove_prefix(std::min(line.size() + 1, dictionary.size()));
        if (line.size() > 2 && line.front() == '"' && line.back() == '"')
            tokens.push_back(unescaped(line.substr(1, line.size() - 2)));
    }
    return tokens;
}

}  // namespace sluice::fuzz
