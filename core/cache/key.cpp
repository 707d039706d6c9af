#include "cache/key.h"

#include <algorithm>

#include "http/ascii.h"
#include "http/host.h"
#include "http/original_request.h"

namespace sluice::cache {

namespace {

constexpr std::string_view kScheme = "http://";
constexpr std::string_view kHexDigits = "0123456789ABCDEF";

constexpr http::CharSet kUnreserved([](char c) {  // RFC 3986 section 2.3
    return http::isDigit(c) || http::isAlpha(c) || c == '-' || c == '.' || c == '_' || c == '~';
});

constexpr http::CharSet kSegmentChars([](char c) { return c != '/'; });

int hexValue(char c) {
    const size_t value = kHexDigits.find(c >= 'a' && c <= 'f' ? static_cast<char>(c - 0x20) : c);
    return value == std::string_view::npos ? -1 : static_cast<int>(value);
}

/// Whether this character would make an escape of a broken one at the end of the text.
bool completesEscape(std::string_view text, char c) {
    const std::string_view end = text.substr(text.size() - std::min<size_t>(text.size(), 2));
    return end.find('%') != end.npos && hexValue(c) >= 0;
}

/// Appends with escapes in their normal form; broken ones stay as they are.
void appendNormalEscapes(std::string_view text, std::string& out) {
    if (text.find('%') == std::string_view::npos) {
        out.append(text);
        return;
    }
    for (size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '%' || at + 2 >= text.size()) {
            out += text[at];
            continue;
        }
        const int high = hexValue(text[at + 1]);
        const int low = hexValue(text[at + 2]);
        if (high < 0 || low < 0) {
            out += '%';
            continue;
        }
        const char c = static_cast<char>(high * 16 + low);
        if (kUnreserved.contains(c) && !completesEscape(out, c)) {
            out += c;
        } else {
            out +=
                {'%', kHexDigits[static_cast<size_t>(high)], kHexDigits[static_cast<size_t>(low)]};
        }
        at += 2;
    }
}

/// With escapes for what is no visible ASCII.
std::string escaped(std::string_view text) {
    std::string result;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte > ' ' && byte < 0x7f) {
            result += c;
        } else {
            result += {'%', kHexDigits[byte >> 4U], kHexDigits[byte & 15U]};
        }
    }
    return result;
}

bool mayHaveDots(std::string_view path) {
    char before = '\0';
    for (const char c : path) {
        if (c == '.' && before == '/') return true;
        before = c;
    }
    return false;
}

/// RFC 3986 section 5.2.4, from `start` on. False, and unchanged, if it climbs above the root.
bool resolveDotSegments(std::string& text, size_t start) {
    std::string result;
    bool endsInDots = false;
    for (size_t at = start; at < text.size();) {
        const std::string_view rest = std::string_view(text).substr(at + 1);
        const std::string_view segment = rest.substr(0, kSegmentChars.countLeading(rest));
        const size_t end = at + 1 + segment.size();
        endsInDots = segment == "." || segment == "..";
        if (!endsInDots) {
            result.append(text, at, end - at);
        } else if (segment == "..") {
            if (result.empty()) return false;
            result.resize(result.rfind('/'));
        }
        at = end;
    }
    if (endsInDots) result += '/';
    text.replace(start, std::string::npos, result);
    return true;
}

void appendNormalPath(std::string_view path, std::string& out) {
    const size_t start = out.size();
    appendNormalEscapes(path.empty() ? "/" : path, out);
    const bool isRooted = out[start] == '/';  // the asterisk-form is not
    if (isRooted && mayHaveDots(std::string_view(out).substr(start)))
        resolveDotSegments(out, start);
}

void appendAuthority(std::string_view authority, std::string& out) {
    if (authority.ends_with(":80")) authority.remove_suffix(3);
    const size_t start = out.size();
    out.append(authority);
    std::transform(out.begin() + static_cast<ptrdiff_t>(start), out.end(),
                   out.begin() + static_cast<ptrdiff_t>(start), http::toLower);
}

void appendWord(std::string_view word, std::string& key) {
    if (!word.empty()) key.append(1, ' ').append(word);
}

std::string normalAuthority(std::string_view authority) {
    std::string normal(authority);
    http::normalizeAuthority(normal);
    return normal;
}

/// `more`: characters that are to follow.
std::string keyOf(std::string_view authority, std::string_view target, size_t more = 0) {
    std::string key;
    key.reserve(kScheme.size() + authority.size() + target.size() + more + 2);
    key.append(kScheme);
    appendAuthority(authority, key);
    const size_t mark = std::min(target.find('?'), target.size());
    appendNormalPath(target.substr(0, mark), key);
    appendNormalEscapes(target.substr(mark), key);
    return key;
}

}  // namespace

std::string keyFor(const http::RequestHead& request) {
    return keyOf(request.authority, request.target);
}

std::string keyFor(const http::RequestHead& request, std::string_view upstream) {
    std::string key = keyOf(request.authority, request.target, upstream.size());
    appendWord(upstream, key);
    appendWord(http::toldByProxies(request), key);
    return key;
}

std::optional<std::string> keyForUrl(std::string_view url) {
    if (!http::equalNames(url.substr(0, kScheme.size()), kScheme)) return std::nullopt;
    url.remove_prefix(kScheme.size());
    url = url.substr(0, url.find('#'));
    const size_t end = std::min(url.find_first_of("/?"), url.size());
    std::string_view authority = url.substr(0, end);
    if (authority.ends_with(':')) authority.remove_suffix(1);
    if (!http::isAuthority(authority)) return std::nullopt;
    return keyOf(normalAuthority(authority), escaped(url.substr(end)));
}

std::string normalizedPart(std::string_view text, size_t whole) {
    const std::string head = escaped(text.substr(0, whole));
    std::string result;
    if (whole > 0) appendNormalPath(head, result);
    appendNormalEscapes(escaped(text.substr(whole)), result);
    return result;
}

std::string normalizedAuthority(std::string_view authority) {
    std::string result;
    appendAuthority(normalAuthority(authority), result);
    return result;
}

std::string normalizedPath(std::string_view path) {
    std::string result;
    appendNormalPath(path, result);
    return result;
}

std::string_view urlOf(std::string_view key) {
    const std::string_view url = key.substr(0, key.find(' '));
    return url.substr(0, url.find('\n'));
}

KeyParts partsOf(std::string_view key) {
    key = urlOf(key);
    key.remove_prefix(std::min(kScheme.size(), key.size()));
    const size_t slash = std::min(key.find_first_of("/*"), key.size());
    return {key.substr(0, slash), key.substr(slash)};
}

}  // namespace sluice::cache
