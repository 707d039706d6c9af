#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/request.h"
#include "routing/path_regex.h"
#include "routing/route.h"

namespace sluice::routing {

/// A Match, checked and compiled. Immutable: any thread may use it. Allocates only for a regex on a
/// path with repeated slashes.
class Matcher {
public:
    /// Fails on a bad host, prefix or regex, saying where in the pattern.
    static Result<Matcher> compile(const Match& match);

    /// `host` is a requestHost(), `path` a normalizePath().
    bool matches(const http::RequestHead& head, std::string_view host, std::string_view path) const;
    /// False if no request can match both by host, path and method.
    bool overlaps(const Matcher& other) const;
    /// Whether this one is tried before `other`; false both ways where the file's order decides.
    bool isMoreSpecificThan(const Matcher& other) const;

private:
    enum class HostKind { exact, wildcard, any };  // in the order of precedence

    bool overlapsHost(const Matcher& other) const;
    bool overlapsPath(const Matcher& other) const;
    bool matchesHost(std::string_view host) const;
    bool matchesPath(std::string_view path) const;
    bool matchesFields(const http::HeaderMap& fields) const;

    HostKind m_hostKind = HostKind::any;
    std::string m_host;  ///< of a wildcard: what follows the "*"
    std::string m_prefix;
    std::optional<PathRegex> m_regex;
    size_t m_pathLength = 0;  ///< of the prefix or the regex, as written
    std::vector<std::string> m_methods;
    std::vector<std::pair<std::string, std::string>> m_fields;
};

/// The host of a request's authority, without brackets.
std::string_view requestHost(std::string_view authority);

}  // namespace sluice::routing
