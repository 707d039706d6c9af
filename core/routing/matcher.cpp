#include "routing/matcher.h"

#include <algorithm>
#include <tuple>

#include "http/ascii.h"
#include "http/host.h"
#include "routing/path.h"

namespace sluice::routing {

namespace {

std::string quoted(std::string_view text) {
    return '"' + std::string(text) + '"';
}

Result<> checkHost(std::string_view host) {
    const std::string_view name = host.starts_with("*.") ? host.substr(2) : host;
    const bool isAddress = name.starts_with('[') && name.ends_with(']') && name == host;
    const bool isName = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return http::isDigit(c) || http::isAlpha(c) || c == '-' || c == '_' || c == '.';
    });
    if (isAddress || isName) return {};
    return failure("the host " + quoted(host) +
                   " is not a name such as \"api.example.com\" or \"*.example.com\", without port");
}

Result<> checkPrefix(std::string_view prefix) {
    std::string buffer;
    const auto normal = normalizePath(prefix, buffer);
    const bool isNormal =
        normal == prefix && withoutTrailingSlash(prefix).find("//") == prefix.npos;
    const bool isSent = std::all_of(prefix.begin(), prefix.end(), [](char c) {
        return c > ' ' && c < '\x7f' && c != '?' && c != '#';
    });
    if (prefix.starts_with('/') && isSent && isNormal) return {};
    return failure("the path prefix " + quoted(prefix) +
                   " is not a path that starts with \"/\" and has no query, dot segments, "
                   "repeated slashes or needless percent-escapes; blanks and letters beyond ASCII "
                   "are escaped, as clients send them (\"%20\")");
}

}  // namespace

Result<Matcher> Matcher::compile(const Match& match) {
    Matcher matcher;
    if (!match.host.empty()) {
        if (auto checked = checkHost(match.host); !checked) return tl::unexpected(checked.error());
        const bool wildcard = match.host.starts_with('*');
        matcher.m_hostKind = wildcard ? HostKind::wildcard : HostKind::exact;
        std::string host = match.host.substr(wildcard ? 1 : 0);
        http::normalizeAuthority(host);
        matcher.m_host = requestHost(host);
    }
    if (!match.pathRegex.empty()) {
        if (!match.pathPrefix.empty()) {
            return failure("a match takes a path prefix or a path regex, not both");
        }
        auto regex = PathRegex::compile(match.pathRegex);
        if (!regex) return tl::unexpected(regex.error());
        matcher.m_regex = std::move(*regex);
    } else if (!match.pathPrefix.empty()) {
        auto checked = checkPrefix(match.pathPrefix);
        if (!checked) return tl::unexpected(checked.error());
    }
    matcher.m_prefix = withoutTrailingSlash(match.pathPrefix);
    matcher.m_pathLength = matcher.m_prefix.size() + match.pathRegex.size();
    matcher.m_methods = match.methods;
    matcher.m_fields = match.headers;
    return matcher;
}

bool Matcher::overlaps(const Matcher& other) const {
    const auto isOthers = [&](const std::string& method) {
        return std::find(other.m_methods.begin(), other.m_methods.end(), method) !=
               other.m_methods.end();
    };
    const bool anyMethod = m_methods.empty() || other.m_methods.empty();
    return (anyMethod || std::any_of(m_methods.begin(), m_methods.end(), isOthers)) &&
           overlapsHost(other) && overlapsPath(other);
}

bool Matcher::overlapsHost(const Matcher& other) const {
    if (m_hostKind == HostKind::any || other.m_hostKind == HostKind::any) return true;
    if (m_hostKind == HostKind::exact) return other.matchesHost(m_host);
    if (other.m_hostKind == HostKind::exact) return matchesHost(other.m_host);
    const auto [shorter, longer] = std::minmax(
        m_host, other.m_host, [](const auto& a, const auto& b) { return a.size() < b.size(); });
    return http::equalNames(std::string_view(longer).substr(longer.size() - shorter.size()),
                            shorter);
}

bool Matcher::overlapsPath(const Matcher& other) const {
    return m_regex || other.m_regex || prefixLength(m_prefix, other.m_prefix) ||
           prefixLength(other.m_prefix, m_prefix);
}

bool Matcher::isMoreSpecificThan(const Matcher& other) const {
    // What is smaller comes first, so lengths and counts are compared the other way round.
    const auto rank = [](const Matcher& one, const Matcher& two) {
        return std::make_tuple(
            one.m_hostKind, one.m_hostKind == HostKind::wildcard ? two.m_host.size() : 0,
            !one.m_regex, two.m_pathLength, two.m_fields.size(), one.m_methods.empty());
    };
    return rank(*this, other) < rank(other, *this);
}

bool Matcher::matchesHost(std::string_view host) const {
    switch (m_hostKind) {
        case HostKind::exact:
            return http::equalNames(host, m_host);
        case HostKind::wildcard:
            return host.size() > m_host.size() &&
                   http::equalNames(host.substr(host.size() - m_host.size()), m_host);
        case HostKind::any:
            break;
    }
    return true;
}

bool Matcher::hasMethod(const http::RequestHead& head) const {
    return std::find(m_methods.begin(), m_methods.end(), head.method) != m_methods.end();
}

bool Matcher::hasFields(const http::RequestHead& head) const {
    return std::all_of(m_fields.begin(), m_fields.end(), [&](const auto& wanted) {
        for (const http::HeaderMap::Field field : head.fields) {
            if (http::equalNames(field.name, wanted.first) &&
                (wanted.second == "*" || field.value == wanted.second)) {
                return true;
            }
        }
        return false;
    });
}

std::string_view requestHost(std::string_view authority) {
    if (authority.starts_with('[')) {
        const size_t close = authority.find(']');
        return authority.substr(1, close == authority.npos ? close : close - 1);
    }
    return authority.substr(0, authority.find(':'));
}

}  // namespace sluice::routing
