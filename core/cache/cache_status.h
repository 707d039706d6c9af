#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cache/forward_reason.h"
#include "cache/wall_time.h"
#include "http/header_map.h"

namespace sluice::cache {

/// How the cache handled one request (RFC 9211). hit() and forward exclude each other.
struct CacheStatus {
    ForwardReason forward = ForwardReason::none;  ///< none: a hit
    int forwardStatus = 0;                        ///< of the server's answer; 0: not told
    std::optional<Seconds> ttl;                   ///< of what is served; negative where it is stale
    bool stored = false;                          ///< the server's answer is kept
    bool collapsed = false;                       ///< it answers other requests too
    std::string_view key;                         ///< empty: not told
    std::string_view detail;                      ///< "memory" or "redis"; empty: not told

    bool hit() const { return forward == ForwardReason::none; }
};

/// "Sluice; hit; ttl=30; detail=memory": a member of the list that the field is.
std::string memberOf(const CacheStatus& status);

/// Appends our member, behind those of caches nearer to the origin, on a line of its own.
void addCacheStatus(const CacheStatus& status, http::HeaderMap& responseFields);

}  // namespace sluice::cache
