#include "cache/field_list.h"

#include <algorithm>

namespace sluice::cache {

namespace {

constexpr http::CharSet kTokenChars([](char c) { return http::isTokenChar(c); });

constexpr int mostUnclosed = 4;

/// Neither ends an element nor begins a string.
constexpr http::CharSet kPlainChars([](char c) { return c != ',' && c != '"'; });
/// In a string, neither its end nor the begin of a pair.
constexpr http::CharSet kOpaqueChars([](char c) { return c != '"'; });
constexpr http::CharSet kPairedChars([](char c) { return c != '"' && c != '\\'; });

/// Behind the string that begins at `from`, with its quote; npos if it is never closed.
size_t endOfString(std::string_view list, size_t from, Quoting quoting) {
    const http::CharSet& text = quoting == Quoting::pairs ? kPairedChars : kOpaqueChars;
    size_t at = from + 1;
    at += text.countLeading(list.substr(at));
    while (at + 1 < list.size() && list[at] == '\\') {
        at += 2;
        at += text.countLeading(list.substr(at));
    }
    return at < list.size() && list[at] == '"' ? at + 1 : list.npos;
}

/// Where the element at the front ends; npos if a quote in it is never closed.
size_t endOfElement(std::string_view list, Quoting quoting) {
    size_t at = kPlainChars.countLeading(list);
    while (at < list.size() && list[at] == '"') {
        at = endOfString(list, at, quoting);
        if (at == list.npos) return at;
        at += kPlainChars.countLeading(list.substr(at));
    }
    return at;
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
