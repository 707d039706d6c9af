#include <algorithm>

#include "routing/path.h"
#include "routing/route_table.h"

namespace sluice::routing {

namespace {

std::string replacePrefix(std::string_view path, std::string_view prefix,
                          std::string_view replacement) {
    const auto length = prefixLength(path, withoutTrailingSlash(prefix));
    if (!length) return std::string(path);
    path.remove_prefix(*length);
    std::string result(withoutTrailingSlash(replacement));
    // "//name" at the front of a target reads as another host in a server's redirects.
    while (result.empty() && path.starts_with("//"))
        path.remove_prefix(1);
    result += path;
    if (!result.starts_with('/')) result.insert(0, 1, '/');
    return result;
}

/// What of a path the route takes off.
std::string_view takenPrefix(const Route& route) {
    const bool replaces = route.stripPrefix.empty() && route.replacePrefix;
    return withoutTrailingSlash(replaces ? route.match.pathPrefix : route.stripPrefix);
}

bool hasPrefix(std::string_view path, std::string_view prefix) {
    std::string buffer;
    const auto normal = normalizePath(path, buffer);
    return normal && prefixLength(*normal, prefix);
}

}  // namespace

std::string clientPath(const Route& route, std::string_view asked, std::string_view path) {
    const std::string_view taken = takenPrefix(route);
    const std::string replacement = route.replacePrefix.value_or("");
    const std::string_view put = withoutTrailingSlash(replacement);
    if (taken == put || !hasPrefix(asked, taken)) return std::string(path);
    if (put.empty() && hasPrefix(path, taken)) return std::string(path);
    const auto length = prefixLength(path, put);
    if (!length) return std::string(path);
    std::string result(taken);
    result += path.substr(*length);
    return result.empty() ? "/" : result;
}

std::string rewriteTarget(const Route& route, std::string_view target) {
    const size_t mark = std::min(target.find('?'), target.size());
    const std::string_view query = target.substr(mark);
    std::string buffer;
    const auto path = normalizePath(target.substr(0, mark), buffer);
    if (!path || *path == "*") return std::string(target);
    std::string result;
    if (!route.stripPrefix.empty()) {
        result = replacePrefix(*path, route.stripPrefix, route.replacePrefix.value_or(""));
    } else if (route.replacePrefix) {
        result = replacePrefix(*path, route.match.pathPrefix, *route.replacePrefix);
    } else {
        result = *path;
    }
    result += query;
    return result;
}

}  // namespace sluice::routing
