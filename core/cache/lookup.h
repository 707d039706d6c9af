#pragma once

#include "cache/forward_reason.h"
#include "cache/options.h"
#include "cache/stored_response.h"
#include "http/request.h"

namespace sluice::cache {

/// What to do with a request, as what is stored stands.
struct Verdict {
    enum class Kind : uint8_t {
        hit,
        staleWhileRevalidate,  ///< serve it, and validate it in the background (RFC 5861)
        validate,              ///< ask the server with validatorsFor(response)
        miss,
        onlyIfCached504,  ///< the client wants no answer of the server
        bypass,           ///< as if there were no cache; unsafe methods invalidate all the same,
                          ///< and what is presumed to be for plain requests is for no other
    };

    Kind kind = Kind::miss;
    ForwardReason forward = ForwardReason::none;
    StoredResponsePtr response;  ///< null for miss and bypass
    /// Until when `response` may be served if the server cannot answer: an error of 500, 502, 503
    /// or 504, or none at all (RFC 5861 section 4). The epoch if never.
    WallTime staleOnErrorUntil{};

    bool mayServeStaleOnError(WallTime now) const { return now < staleOnErrorUntil; }
};

/// RFC 9111 sections 4 and 5.2.1. `variants`: of the request's key; null if nothing is stored.
/// Allocates nothing where the request has no directives and the response no Vary.
Verdict decide(const Variants* variants, const http::RequestHead& request, WallTime now,
               const Options& options);

/// The stored response that the request selects, fresh or not; null if there is none. Of several,
/// the one with the latest Date; but where some lack Vary, a fresh one that has it, since a server
/// may forget Vary where a request has no preference (RFC 9111 section 4.1).
StoredResponsePtr select(const Variants& variants, const http::HeaderMap& requestFields,
                         WallTime now);

}  // namespace sluice::cache
