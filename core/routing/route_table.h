#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "http/request.h"
#include "routing/route.h"

namespace sluice::routing {

/// Finds the route for a request by its host, then its path, in time that does not grow with the
/// number of routes, but for those that differ by method or fields alone. Immutable after build():
/// any thread may match, and copies share what they have.
///
/// The order, most specific first: an exact host before a wildcard (longer suffix first) before any
/// host; then a path regex before a prefix, longer prefixes before shorter (regexes: longer pattern
/// first); then more header conditions before fewer; then a method list before none; then the order
/// in the file. The first route in this order that matches wins.
class RouteTable {
public:
    RouteTable();

    /// Fails on a bad host, prefix or regex, saying which route and where in the pattern.
    static Result<RouteTable> build(std::vector<Route> routes);

    /// The index of the route in routes(), if one matches. Paths are compared in their normal form
    /// (path.h); one that has none matches nothing. Hosts ignore case, port and a dot at the end.
    std::optional<size_t> match(const http::RequestHead& head) const;
    /// The most regexes of one host that have to be matched one by one, as together they need more
    /// memory than RegexSet::kMostMemory. 0 where each host's are matched in one pass.
    size_t regexesOneByOne() const;
    const std::vector<Route>& routes() const;  ///< in the order given to build()
    /// Names of the request's fields that decided for this route, or against one before it.
    const std::vector<std::string>& chosenBy(size_t route) const;

private:
    struct State;
    std::shared_ptr<const State> m_state;
};

/// The target that the server sees: the normal path (path.h), as it was matched, with the route's
/// prefix taken off or replaced; the query as it came. For targets that match() found a route for.
/// Never empty; "*" stays.
std::string rewriteTarget(const Route& route, std::string_view target);

/// The way back: the path by which a client finds what the server calls `path`, after a request for
/// `asked` (path alone). It is `path` itself where the route changed nothing, where the server
/// tells of what lies outside of the route's replacement, and where it knows of the prefix that
/// was taken off, and tells it.
std::string clientPath(const Route& route, std::string_view asked, std::string_view path);

}  // namespace sluice::routing
