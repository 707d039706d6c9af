#include "routing/path.h"

#include <algorithm>

#include "cache/key.h"
#include "fuzz/entry.h"

namespace sluice::fuzz {

const int mutations = 20000;

namespace {

bool hasDotSegment(std::string_view path) {
    const std::string whole = std::string(path) + '/';
    return whole.find("/./") != whole.npos || whole.find("/../") != whole.npos;
}

std::string withoutRepeatedSlashes(std::string_view path) {
    std::string once(path);
    const auto areSlashes = [](char a, char b) { return a == '/' && b == '/'; };
    once.erase(std::unique(once.begin(), once.end(), areSlashes), once.end());
    return once;
}

}  // namespace

/// A path: routes, servers and the cache see the same one.
std::string check(std::string_view input) {
    const bool mayCome =
        input.starts_with('/') && std::all_of(input.begin(), input.end(), [](char c) {
            return c > ' ' && c < '\x7f' && c != '?' && c != '#';
        });
    if (!mayCome) return {};
    std::string buffer, again;
    const auto normal = routing::normalizePath(input, buffer);
    if (!normal) return {};
    if (!normal->starts_with('/')) return "a path begins with no slash";
    if (hasDotSegment(*normal)) return "a dot segment is left";
    if (routing::normalizePath(*normal, again) != *normal) return "a path has two normal forms";
    if (cache::normalizedPath(input) != *normal) return "the cache sees another path";
    const std::string once = withoutRepeatedSlashes(*normal);
    const auto part = routing::prefixLength(*normal, routing::withoutTrailingSlash(once));
    return part && *part <= normal->size() ? "" : "a path is no prefix of itself";
}

}  // namespace sluice::fuzz
