#pragma once

#include <QRegularExpression>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/request.h"
#include "routing/route.h"

namespace sluice::routing {

/// A Match, checked and compiled. Immutable: any thread may use it. Allocates only for a regex.
class Matcher {
public:
    /// Fails on a bad host, prefix or regex, saying where in the pattern.
    static Result<Matcher> compile(const Match& match);

    enum class Outcome { no, yes, gaveUp };

    /// `host` is a requestHost(), `path` a normalizePath(), which a regex sees with repeated
    /// slashes as one. A regex that would backtrack for too long gives up: nobody knows whether it
    /// matches.
    Outcome match(const http::RequestHead& head, std::string_view host,
                  std::string_view path) const;
    /// False if no request can match both by host, path and method.
    bool overlaps(const Matcher& other) const;
    /// Whether this one is tried before `other`; false both ways where the file's order decides.
    bool isMoreSpecificThan(const Matcher& other) const;

private:
    enum class HostKind { exact, wildcard, any };  // in the order of precedence

    bool overlapsHost(const Matcher& other) const;
    bool overlapsPath(const Matcher& other) const;
    bool matchesHost(std::string_view host) const;
    Outcome matchPath(std::string_view path) const;
    bool matchesFields(const http::HeaderMap& fields) const;

    HostKind m_hostKind = HostKind::any;
    std::string m_host;  ///< of a wildcard: what follows the "*"
    std::string m_prefix;
    std::optional<QRegularExpression> m_regex;
    size_t m_pathLength = 0;  ///< of the prefix or the regex, as written
    std::vector<std::string> m_methods;
    std::vector<std::pair<std::string, std::string>> m_fields;
};

/// The host of "host[:port]", without brackets and without a dot at the end.
std::string_view requestHost(std::string_view authority);

}  // namespace sluice::routing
