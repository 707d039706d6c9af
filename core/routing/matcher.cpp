#include "routing/matcher.h"

#include <algorithm>
#include <tuple>

#include "http/ascii.h"
#include "routing/path.h"

namespace sluice::routing {

namespace {

/// A pattern that backtracks without end gives up here.
constexpr QLatin1String kMatchLimit("(*LIMIT_MATCH=100000)");

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
    if (prefix.starts_with('/') && prefix.find_first_of("?#") == prefix.npos && normal == prefix) {
        return {};
    }
    return failure("the path prefix " + quoted(prefix) +
                   " is not a path that starts with \"/\" and has no query, dot segments or "
                   "needless percent-escapes");
}

Result<QRegularExpression> compileRegex(const std::string& pattern) {
    const QString source = QString::fromStdString(pattern);
    QRegularExpression plain(source);  // for an offset into the pattern as written
    QRegularExpression regex(kMatchLimit + QRegularExpression::anchoredPattern(source));
    const QRegularExpression& broken = plain.isValid() ? regex : plain;
    if (!broken.isValid()) {
        return failure("the path regex " + quoted(pattern) + " is broken at character " +
                       std::to_string(std::max<qsizetype>(broken.patternErrorOffset(), 0) + 1) +
                       ": " + broken.errorString().toStdString());
    }
    regex.optimize();
    return regex;
}

}  // namespace

Result<Matcher> Matcher::compile(const Match& match) {
    Matcher matcher;
    if (!match.host.empty()) {
        if (auto checked = checkHost(match.host); !checked) return tl::unexpected(checked.error());
        const bool wildcard = match.host.starts_with('*');
        matcher.m_hostKind = wildcard ? HostKind::wildcard : HostKind::exact;
        matcher.m_host = requestHost(std::string_view(match.host).substr(wildcard ? 1 : 0));
    }
    if (!match.pathRegex.empty()) {
        if (!match.pathPrefix.empty()) {
            return failure("a match takes a path prefix or a path regex, not both");
        }
        auto regex = compileRegex(match.pathRegex);
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

Matcher::Outcome Matcher::match(const http::RequestHead& head, std::string_view host,
                                std::string_view path) const {
    const auto allows = [&](const std::string& method) { return method == head.method; };
    if (!m_methods.empty() && std::none_of(m_methods.begin(), m_methods.end(), allows))
        return Outcome::no;
    if (!matchesHost(host) || !matchesFields(head.fields)) return Outcome::no;
    return matchPath(path);
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

Matcher::Outcome Matcher::matchPath(std::string_view path) const {
    if (!m_regex) return prefixLength(path, m_prefix) ? Outcome::yes : Outcome::no;
    std::string merged(path);
    const auto repeats = [](char a, char b) { return a == '/' && b == '/'; };
    merged.erase(std::unique(merged.begin(), merged.end(), repeats), merged.end());
    const auto match = m_regex->match(QString::fromStdString(merged));
    if (match.hasMatch()) return Outcome::yes;
    return match.isValid() ? Outcome::no : Outcome::gaveUp;
}

bool Matcher::matchesFields(const http::HeaderMap& fields) const {
    return std::all_of(m_fields.begin(), m_fields.end(), [&](const auto& wanted) {
        for (const http::HeaderMap::Field field : fields) {
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
    std::string_view host = authority.substr(0, authority.find(':'));
    if (host.ends_with('.')) host.remove_suffix(1);
    return host;
}

}  // namespace sluice::routing
