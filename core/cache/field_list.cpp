#include "cache/field_list.h"

#include <algorithm>

namespace sluice::cache {

namespace {

constexpr http::CharSet kTokenChars([](char c) { return http::isTokenChar(c); });

constexpr int mostUnclosed = 4;

/// Where the element at the front ends; npos if a quote in it is never closed.
size_t endOfElement(std::string_view list, Quoting quoting) {
    bool quoted = false;
    for (size_t i = 0; i < list.size(); ++i) {
        const char c = list[i];
        if (c == '"') {
            quoted = !quoted;
        } else if (quoted && c == '\\' && quoting == Quoting::pairs) {
            ++i;
        } else if (c == ',' && !quoted) {
            return i;
        }
    }
    return quoted ? std::string_view::npos : list.size();
}

}  // namespace

std::string_view nextQuotedElement(std::string_view& list, Quoting quoting, int& unclosed) {
    const bool looks = unclosed < mostUnclosed;
    size_t end = looks ? endOfElement(list, quoting) : std::string_view::npos;
    if (end == std::string_view::npos) {
        ++unclosed;
        end = std::min(list.find(','), list.size());
    }
    const std::string_view element = http::trimmed(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
    return element;
}

bool isToken(std::string_view text) {
    return !text.empty() && kTokenChars.containsAll(text);
}

std::string lowered(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(), http::toLower);
    return result;
}

}  // namespace sluice::cache
