#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "http/request.h"

namespace sluice::cache {

/// What responses are stored under: "http://host[:port]/path[?query]", normalised as RFC 3986
/// sections 6.2.2 and 6.2.3 and RFC 9110 section 4.2.3 call equivalent: the host in lower case,
/// without port 80, an empty path as "/", escapes with capital digits, those of unreserved
/// characters decoded. GET and HEAD share it.
///
/// Dot segments of the path are resolved too: the server is asked for the resolved path (see
/// routing/path.h), and a path that climbs above the root or has a broken escape takes no route.
/// Nothing else is touched: repeated slashes, a slash at the end, the order of a query's parts and
/// the case of a path mean something to some server.
std::string keyFor(const http::RequestHead& request);

/// With what else the answer depends on behind it, each after a space, if it is not empty:
/// `upstream`, one word for whatever else decided which server was asked for what, and what proxies
/// in front have told of the client (see http::toldByProxies()).
std::string keyFor(const http::RequestHead& request, std::string_view upstream);

/// The first of an absolute http URL, as people and fields write it, without its fragment. What is
/// no visible ASCII is escaped, as clients do.
/// Nothing for another scheme, user information or what is no authority.
std::optional<std::string> keyForUrl(std::string_view url);

/// The path as it stands in a key.
std::string normalizedPath(std::string_view path);

/// A part of URLs as it stands in keys, as far as that can be told: a path, or the beginning of
/// one, with whatever comes behind it. Dot segments are resolved in the first `whole` bytes, which
/// end with a "/".
std::string normalizedPart(std::string_view text, size_t whole);
/// A host and port as they stand in a key.
std::string normalizedAuthority(std::string_view authority);

/// The URL of a key, without what stands behind it.
std::string_view urlOf(std::string_view key);

/// The parts of a key, as views into it.
struct KeyParts {
    std::string_view authority;
    std::string_view target;  ///< path and query
};
KeyParts partsOf(std::string_view key);

}  // namespace sluice::cache
