#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>

#include "config/validator.h"
#include "http/ascii.h"
#include "http/header_map.h"
#include "http/host.h"
#include "routing/matcher.h"

/// What is valid, and can hardly be meant.
namespace sluice::config {

namespace {

using routing::Match;
using routing::Route;

/// "/v1/" takes what "/v1" takes.
std::string_view withoutSlash(std::string_view prefix) {
    while (!prefix.empty() && prefix.back() == '/')
        prefix.remove_suffix(1);
    return prefix;
}

template <class List, class Same>
bool hasAll(const List& list, const List& of, Same same) {
    return std::all_of(of.begin(), of.end(), [&](const auto& one) {
        return std::any_of(list.begin(), list.end(),
                           [&](const auto& other) { return same(one, other); });
    });
}

/// In any order and however often.
template <class List, class Same>
bool haveSame(const List& a, const List& b, Same same) {
    return hasAll(a, b, same) && hasAll(b, a, same);
}

/// As the matcher reads it: "A.example." is "a.example", and "[0:0::1]" is "[::1]".
std::string oneForm(std::string host) {
    http::normalizeAuthority(host);
    return std::string(routing::requestHost(host));
}

bool takeTheSame(const Match& a, const Match& b) {
    return http::equalNames(oneForm(a.host), oneForm(b.host)) && a.pathRegex == b.pathRegex &&
           withoutSlash(a.pathPrefix) == withoutSlash(b.pathPrefix) &&
           haveSame(a.methods, b.methods, std::equal_to<>()) &&
           haveSame(a.headers, b.headers, [](const auto& one, const auto& other) {
               return http::equalNames(one.first, other.first) && one.second == other.second;
           });
}

void warnOfSameMatches(const std::vector<Route>& routes, Diagnostics& diagnostics) {
    for (auto route = routes.begin(); route != routes.end(); ++route) {
        const auto first = std::find_if(routes.begin(), route, [&](const Route& earlier) {
            return takeTheSame(earlier.match, route->match);
        });
        if (first == route) continue;
        diagnostics.warning(joinPath("routes", route->name),
                            "matches what routes." + first->name +
                                " matches, which comes first: it never gets a request");
    }
}

/// What the gateway answers itself.
void warnOfIdleMethods(const std::vector<Route>& routes, Diagnostics& diagnostics) {
    for (const Route& route : routes) {
        const auto& methods = route.match.methods;
        const bool idle = std::all_of(methods.begin(), methods.end(), [](const auto& method) {
            return method == "TRACE" || method == "CONNECT";
        });
        if (methods.empty() || !idle) continue;
        diagnostics.warning(joinPath("routes", route.name) + ".match.methods",
                            "TRACE and CONNECT are refused: it never gets a request");
    }
}

/// Whole segments of it.
bool isBelow(std::string_view path, std::string_view prefix) {
    return path.starts_with(prefix) && (path.size() == prefix.size() || path[prefix.size()] == '/');
}

/// What every path begins with that the regex matches; empty where that is not plain to see.
std::string_view literalBeginning(std::string_view regex) {
    int depth = 0;
    for (size_t i = 0; i < regex.size(); ++i) {
        if (regex[i] == '\\') return {};
        depth += regex[i] == '(' ? 1 : regex[i] == ')' ? -1 : 0;
        if (regex[i] == '|' && depth == 0) return {};
    }
    const size_t end = std::min(regex.find_first_of(".[](){}*+?|^$"), regex.size());
    const bool repeated =
        end < regex.size() && std::string_view("{*+?").find(regex[end]) != regex.npos;
    return regex.substr(0, repeated && end > 0 ? end - 1 : end);
}

bool canBegin(std::string_view literal, std::string_view prefix) {
    const size_t both = std::min(literal.size(), prefix.size());
    return literal.substr(0, both) == prefix.substr(0, both);
}

void warnOfIdleRewrites(const std::vector<Route>& routes, Diagnostics& diagnostics) {
    for (const Route& route : routes) {
        const std::string_view strip = withoutSlash(route.stripPrefix);
        const std::string_view prefix = withoutSlash(route.match.pathPrefix);
        const std::string& regex = route.match.pathRegex;
        const bool fits = regex.empty() ? isBelow(prefix, strip) || isBelow(strip, prefix)
                                        : canBegin(literalBeginning(regex), strip);
        if (strip.empty() || fits) continue;
        diagnostics.warning(joinPath("routes", route.name) + ".strip_prefix",
                            inQuotes(route.stripPrefix) + " is no part of any path " +
                                (regex.empty() ? "below " + inQuotes(route.match.pathPrefix)
                                               : "that matches " + inQuotes(regex)) +
                                ": nothing is stripped");
    }
}

/// One spelling for each address; names without the root's dot.
std::string canonical(std::string host) {
    if (host.ends_with('.')) host.pop_back();
    in6_addr address{};
    if (::inet_pton(AF_INET6, host.c_str(), &address) != 1) return host;
    const bool mapped = IN6_IS_ADDR_V4MAPPED(&address);
    std::array<char, INET6_ADDRSTRLEN> text{};
    const void* const bytes = mapped ? static_cast<const void*>(address.s6_addr + 12) : &address;
    return ::inet_ntop(mapped ? AF_INET : AF_INET6, bytes, text.data(), text.size()) ? text.data()
                                                                                     : host;
}

Endpoint canonical(const Endpoint& endpoint) {
    return {canonical(endpoint.host), endpoint.port};
}

bool isAny(const Endpoint& endpoint) {
    return endpoint.host == "0.0.0.0" || endpoint.host == "::";
}

/// Who connects to any address reaches this machine.
bool isListener(const Endpoint& server, const Endpoint& listen) {
    if (server.port != listen.port || listen.port == 0) return false;
    const bool here = server.isLoopback() || isAny(server);
    return server.host == listen.host || (here && (listen.isLoopback() || isAny(listen)));
}

void warnOfServers(const Model& model, const upstream::PoolOptions& pool,
                   Diagnostics& diagnostics) {
    const auto& servers = pool.servers;
    for (auto server = servers.begin(); server != servers.end(); ++server) {
        const std::string path = joinPath("pools", pool.name) + ".servers[" +
                                 std::to_string(server - servers.begin()) + "].url";
        const Endpoint& endpoint = server->url.endpoint;
        if (endpoint.host.empty()) continue;
        if (isListener(canonical(endpoint), canonical(model.listen.address))) {
            diagnostics.warning(path,
                                "is where this gateway listens: requests would go in circles");
        }
        const bool repeated = std::any_of(servers.begin(), server, [&](const auto& earlier) {
            return earlier.url.tls == server->url.tls &&
                   canonical(earlier.url.endpoint) == canonical(endpoint);
        });
        if (repeated) {
            diagnostics.warning(path,
                                inQuotes(server->url.toString()) +
                                    " is in this pool twice; a weight gives it more requests");
        }
    }
}

}  // namespace

void warnOfDoubtful(const Model& model, Diagnostics& diagnostics) {
    warnOfSameMatches(model.routes, diagnostics);
    warnOfIdleMethods(model.routes, diagnostics);
    warnOfIdleRewrites(model.routes, diagnostics);
    for (const upstream::PoolOptions& pool : model.pools)
        warnOfServers(model, pool, diagnostics);
}

}  // namespace sluice::config
