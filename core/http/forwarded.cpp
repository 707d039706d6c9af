#include "http/forwarded.h"

#include <algorithm>
#include <utility>

#include "http/ascii.h"
#include "http/field_names.h"

namespace sluice::http {

namespace {

/// More proxies than there are between anybody and a server.
constexpr size_t mostElements = 64;
constexpr size_t mostSeparators = 512;

/// Of a quoted string.
constexpr CharSet kPlainChars([](char c) { return c != '"' && c != '\\'; });

void skipBlanks(std::string_view& text) {
    while (!text.empty() && isOws(text.front()))
        text.remove_prefix(1);
}

/// A token or a quoted string (RFC 9110 section 5.6.4), cut off the front. False if there is none.
bool takeValue(std::string_view& text, std::string& value) {
    value.clear();
    if (!text.starts_with('"')) {
        const size_t length = text.find_first_of(";, \t");
        value = text.substr(0, length);
        text.remove_prefix(value.size());
        return !value.empty();
    }
    text.remove_prefix(1);
    while (!text.empty()) {
        const size_t length = kPlainChars.countLeading(text);
        value.append(text.substr(0, length));
        text.remove_prefix(length);
        if (text.starts_with('"')) {
            text.remove_prefix(1);
            return true;
        }
        if (text.size() < 2) return false;
        value += text[1];  // behind a backslash
        text.remove_prefix(2);
    }
    return false;
}

/// "name=value", cut off the front.
bool takePair(std::string_view& text, ForwardedElement& element) {
    const size_t length = kTokenChars.countLeading(text);
    const std::string_view name = text.substr(0, length);
    if (length == 0 || length == text.size() || text[length] != '=') return false;
    text.remove_prefix(length + 1);
    std::string value;
    if (!takeValue(text, value)) return false;
    if (equalNames(name, "for")) element.node = std::move(value);
    if (equalNames(name, "host")) element.host = std::move(value);
    if (equalNames(name, "proto")) element.proto = std::move(value);
    return true;
}

constexpr CharSet kIpv6Chars([](char c) {
    return isDigit(c) || (toLower(c) >= 'a' && toLower(c) <= 'f') || c == ':' || c == '.';
});

/// Without brackets, perhaps with a zone; nothing in it ends brackets or quotes around it.
bool isIpv6(std::string_view node) {
    const std::string_view address = node.substr(0, node.find('%'));
    return kIpv6Chars.containsAll(address) &&
           kTokenChars.containsAll(node.substr(address.size())) &&
           std::count(address.begin(), address.end(), ':') > 1;
}

}  // namespace

bool isWrittenByProxies(std::string_view name) {
    constexpr std::string_view prefix = "X-Forwarded-";
    const char initial = name.empty() ? '\0' : toLower(name.front());
    if (initial != 'x' && initial != 'f') return false;
    const bool isLonger = name.size() > prefix.size();
    if (isLonger && equalNames(name.substr(0, prefix.size()), prefix)) return true;
    constexpr FieldNames others{"Forwarded",      "X-Real-IP",       "X-Original-URL",
                                "X-Original-URI", "X-Original-Host", "X-Rewrite-URL"};
    return others.contains(name);
}

std::vector<ForwardedElement> parseForwarded(std::string_view list) {
    const size_t size = list.size();
    std::vector<ForwardedElement> elements;
    bool open = false;    // whether the next pair is of the last element
    bool paired = false;  // whether a separator is due
    size_t separators = 0;
    for (skipBlanks(list); !list.empty(); skipBlanks(list)) {
        if (list.front() == ',' || list.front() == ';') {
            if (++separators > mostSeparators) return {};
            open = open && list.front() == ';';
            paired = false;
            list.remove_prefix(1);
            continue;
        }
        if (!std::exchange(open, true)) elements.emplace_back().offset = size - list.size();
        if (elements.size() > mostElements) return {};
        if (std::exchange(paired, true) || !takePair(list, elements.back())) return {};
    }
    return elements;
}

std::string_view trustedPart(std::string_view list, const IsTrusted& isTrusted) {
    const auto elements = parseForwarded(list);
    size_t begin = list.size();
    for (auto element = elements.rbegin(); element != elements.rend(); ++element) {
        begin = element->offset;
        if (!isTrusted(addressOfNode(element->node))) break;
    }
    return list.substr(begin);
}

std::string_view lastElements(std::string_view list) {
    size_t from = list.size();
    for (size_t i = 0; i < mostElements && from != list.npos; ++i)
        from = from == 0 ? list.npos : list.rfind(',', from - 1);
    return trimmed(from == list.npos ? list : list.substr(from + 1));
}

std::string forwardedFor(std::string_view node) {
    std::string text = "for=";
    if (isIpv6(node)) return text.append("\"[").append(node).append("]\"");
    if (!node.empty() && kTokenChars.containsAll(node)) return text.append(node);
    const bool quotable = node.find_first_of("\"\\") == node.npos && !node.empty();
    return quotable ? text.append("\"").append(node).append("\"") : text.append("unknown");
}

std::string_view addressOfNode(std::string_view node) {
    if (node.starts_with('[')) return node.substr(1, std::min(node.find(']'), node.size()) - 1);
    return isIpv6(node) ? node : node.substr(0, node.find(':'));
}

}  // namespace sluice::http
