#include <algorithm>

#include "config/validator.h"
#include "http/ascii.h"
#include "http/header_map.h"

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
bool haveSame(const List& a, const List& b, Same same) {
    return a.size() == b.size() && std::all_of(a.begin(), a.end(), [&](const auto& one) {
               return std::any_of(b.begin(), b.end(),
                                  [&](const auto& other) { return same(one, other); });
           });
}

bool takeTheSame(const Match& a, const Match& b) {
    return http::equalNames(a.host, b.host) && a.pathRegex == b.pathRegex &&
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

/// Whole segments of it.
bool isBelow(std::string_view path, std::string_view prefix) {
    return path.starts_with(prefix) && (path.size() == prefix.size() || path[prefix.size()] == '/');
}

void warnOfIdleRewrites(const std::vector<Route>& routes, Diagnostics& diagnostics) {
    for (const Route& route : routes) {
        const std::string_view strip = withoutSlash(route.stripPrefix);
        const std::string_view prefix = withoutSlash(route.match.pathPrefix);
        if (strip.empty() || isBelow(prefix, strip) || isBelow(strip, prefix)) continue;
        diagnostics.warning(joinPath("routes", route.name) + ".strip_prefix",
                            inQuotes(route.stripPrefix) + " is no part of any path below " +
                                inQuotes(route.match.pathPrefix) + ": nothing is stripped");
    }
}

bool isListener(const Endpoint& server, const Endpoint& listen) {
    if (server.port != listen.port || listen.port == 0) return false;
    return server.host == listen.host || (server.isLoopback() && listen.isLoopback()) ||
           (server.isLoopback() && (listen.host == "0.0.0.0" || listen.host == "::"));
}

void warnOfServers(const Model& model, const upstream::PoolOptions& pool,
                   Diagnostics& diagnostics) {
    const auto& servers = pool.servers;
    for (auto server = servers.begin(); server != servers.end(); ++server) {
        const std::string path = joinPath("pools", pool.name) + ".servers[" +
                                 std::to_string(server - servers.begin()) + "].url";
        const Endpoint& endpoint = server->url.endpoint;
        if (endpoint.host.empty()) continue;
        if (isListener(endpoint, model.listen.address)) {
            diagnostics.warning(path,
                                "is where this gateway listens: requests would go in circles");
        }
        const bool repeated = std::any_of(servers.begin(), server, [&](const auto& earlier) {
            return earlier.url == server->url;
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
    warnOfIdleRewrites(model.routes, diagnostics);
    for (const upstream::PoolOptions& pool : model.pools)
        warnOfServers(model, pool, diagnostics);
}

}  // namespace sluice::config
