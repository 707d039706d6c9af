#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cache/wall_time.h"
#include "http/header_map.h"

namespace sluice::cache {

/// What all lines of a Cache-Control field say (RFC 9111 section 5.2, RFC 5861, RFC 8246). What is
/// malformed or contradicts itself counts in its strictest sense: a lifetime is then 0 (section
/// 4.2.1), a directive that forbids applies whatever its argument, one that allows does not.
struct CacheControl {
    bool isPresent = false;   ///< the field is there, if only with an empty value
    bool isTargeted = false;  ///< it is CDN-Cache-Control: Expires is ignored too (RFC 9213)

    bool noStore = false;
    bool noCache = false;    ///< without field names
    bool isPrivate = false;  ///< without field names
    bool isPublic = false;
    bool mustRevalidate = false;
    bool proxyRevalidate = false;
    bool mustUnderstand = false;
    bool immutable = false;
    bool onlyIfCached = false;

    std::optional<Seconds> maxAge;
    std::optional<Seconds> sMaxAge;
    std::optional<Seconds> maxStale;  ///< `maxDeltaSeconds` where it has no argument
    std::optional<Seconds> minFresh;
    std::optional<Seconds> staleWhileRevalidate;
    std::optional<Seconds> staleIfError;

    std::vector<std::string> noCacheFields;  ///< lower case
    std::vector<std::string> privateFields;  ///< lower case

    bool operator==(const CacheControl&) const = default;
};

/// Of Cache-Control alone.
CacheControl cacheControlOf(const http::HeaderMap& fields);

/// Of a request: Cache-Control, or Pragma: no-cache where there is none (section 5.4). Allocates
/// nothing for a request that has neither.
CacheControl requestDirectives(const http::HeaderMap& fields);

/// Of a response, for this cache: CDN-Cache-Control where it is valid and not empty, which then
/// replaces Cache-Control and Expires (RFC 9213 section 2.2), else Cache-Control.
CacheControl responseDirectives(const http::HeaderMap& fields);

}  // namespace sluice::cache
