#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sluice::routing {

/// The path that routes are matched against and that the server is sent, so that both read the same
/// thing: "/public/../admin" is "/admin". Escapes of unreserved characters are decoded, the others
/// get capital digits (RFC 3986 section 6.2.2), dot segments are resolved (section 5.2.4).
///
/// Nothing for a path that servers read differently from each other, and which therefore takes no
/// route: one that climbs above the root, has dot segments between encoded slashes or backslashes
/// ("..%2fadmin"), before path parameters ("..;x"), a broken escape or an encoded zero byte.
///
/// The result is `path` itself where nothing had to change, else a view of `buffer`.
std::optional<std::string_view> normalizePath(std::string_view path, std::string& buffer);

/// Whether it has what some servers read as the end of a segment and others, as the routes, do not:
/// an encoded slash or backslash, a backslash, or a ";".
bool hasDoubtfulSeparator(std::string_view path);

/// With repeated slashes as one, as many servers see them: `path` itself where there are none, else
/// a view of `buffer`.
std::string_view mergeSlashes(std::string_view path, std::string& buffer);

/// How many bytes of a normal `path` the `prefix` takes up; nothing if it is not a prefix in whole
/// segments. Repeated slashes in the path count as one, as they do for many servers. A prefix does
/// not end with a slash; the empty one is a prefix of everything.
std::optional<size_t> prefixLength(std::string_view path, std::string_view prefix);

/// Without the slashes at its end.
std::string_view withoutTrailingSlash(std::string_view prefix);

}  // namespace sluice::routing
