#include "http/target.h"

#include <algorithm>

#include "http/ascii.h"
#include "http/header_map.h"
#include "http/host.h"

namespace sluice::http {

namespace {

/// A fragment never leaves the client; controls, spaces and other alphabets must be escaped.
constexpr CharSet kTargetChars([](char c) { return c > ' ' && c < 0x7f && c != '#'; });

Target splitQuery(std::string_view authority, std::string_view rest) {
    const size_t mark = std::min(rest.find('?'), rest.size());
    return {authority, rest.substr(0, mark), rest.substr(mark)};
}

/// The part behind "http://" or "https://"; empty data for anything else.
std::string_view afterScheme(std::string_view target) {
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (equalNames(target.substr(0, scheme.size()), scheme))
            return target.substr(scheme.size());
    }
    return {};
}

Result<Target, ParseError> parseAbsoluteForm(std::string_view target, std::string_view rest) {
    const size_t end = std::min(rest.find_first_of("/?"), rest.size());
    const std::string_view authority = rest.substr(0, end);
    if (!isAuthority(authority))
        return refusal(400,
                       "the target " + quote(target) +
                           " does not name a host and port, and nothing else, behind its scheme "
                           "(RFC 9110 section 4.2)");
    return splitQuery(authority, rest.substr(end));
}

bool isRaw(char c) {
    return static_cast<unsigned char>(c) >= 0x80;
}

/// What a path or a query may have as it is (RFC 3986 section 3.3), escapes included.
constexpr CharSet kUriChars([](char c) {
    constexpr std::string_view marks = "-._~!$&'()*+,;=:@/?%";
    return isAlpha(c) || isDigit(c) || marks.find(c) != marks.npos;
});

}  // namespace

Result<Target, ParseError> parseTarget(std::string_view method, std::string_view target) {
    if (method == "CONNECT")
        return refusal(501, "CONNECT is not supported: this is a gateway, not a forward proxy");
    if (!kTargetChars.containsAll(target))
        return refusal(400, "the target " + quote(target) +
                                " has a character that must be percent-encoded, or a fragment "
                                "(RFC 9112 section 3.2)");
    if (target.starts_with('/')) return splitQuery({}, target);
    if (target == "*") {
        if (method == "OPTIONS") return Target{{}, target, {}};
        return refusal(400, "the target * is for OPTIONS only (RFC 9112 section 3.2.4)");
    }
    if (const std::string_view rest = afterScheme(target); rest.data())
        return parseAbsoluteForm(target, rest);
    return refusal(400, "the target " + quote(target) +
                            " is neither a path that starts with / nor an http or https URL "
                            "(RFC 9112 section 3.2)");
}

std::string encodedTarget(std::string_view target) {
    if (std::none_of(target.begin(), target.end(), isRaw)) return {};
    if (const std::string_view rest = afterScheme(target); rest.data())
        target = rest.substr(std::min(rest.find('/'), rest.size()));
    const bool otherHost = target.starts_with("//") || target.starts_with("/\\");
    const bool allowed = std::all_of(target.begin(), target.end(),
                                     [](char c) { return isRaw(c) || kTargetChars.contains(c); });
    if (!target.starts_with('/') || otherHost || !allowed) return {};
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string encoded;
    for (const char c : target) {
        if (kUriChars.contains(c)) {
            encoded.push_back(c);
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        encoded.append({'%', digits[byte >> 4], digits[byte & 15]});
    }
    return encoded;
}

}  // namespace sluice::http
