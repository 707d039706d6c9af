#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/request.h"
#include "routing/path_regex.h"
#include "routing/route.h"

namespace sluice::routing {

/// A Match, checked and compiled. Immutable: any thread may use it.
class Matcher {
public:
    /// Fails on a bad host, prefix or regex, saying where in the pattern.
    static Result<Matcher> compile(const Match& match);

    enum class HostKind { exact, wildcard, any };  ///< in the order of precedence

    /// Whether a request whose host and path match has the method and the fields, too.
    bool accepts(const http::RequestHead& head) const {
        return (m_methods.empty() || hasMethod(head)) && (m_fields.empty() || hasFields(head));
    }
    /// False if no request can match both by host, path and method.
    bool overlaps(const Matcher& other) const;
    /// Whether this one is tried before `other`; false both ways where the file's order decides.
    bool isMoreSpecificThan(const Matcher& other) const;

    HostKind hostKind() const { return m_hostKind; }
    /// A requestHost(); of a wildcard what follows the "*".
    const std::string& host() const { return m_host; }
    const std::string& prefix() const { return m_prefix; }  ///< without a slash at its end
    const std::optional<PathRegex>& regex() const { return m_regex; }

private:
    bool overlapsHost(const Matcher& other) const;
    bool overlapsPath(const Matcher& other) const;
    bool matchesHost(std::string_view host) const;
    bool hasMethod(const http::RequestHead& head) const;
    bool hasFields(const http::RequestHead& head) const;

    HostKind m_hostKind = HostKind::any;
    std::string m_host;
    std::string m_prefix;
    std::optional<PathRegex> m_regex;
    size_t m_pathLength = 0;  ///< of the prefix or the regex, as written
    std::vector<std::string> m_methods;
    std::vector<std::pair<std::string, std::string>> m_fields;
};

/// The host of a request's authority, without brackets.
std::string_view requestHost(std::string_view authority);

}  // namespace sluice::routing
