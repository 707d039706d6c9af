#pragma once

#include <string>
#include <string_view>

#include "http/request.h"
#include "http/response.h"
#include "routing/route.h"

namespace sluice::gateway {

/// What a request's way through the gateway adds to it.
struct Hop {
    std::string_view peer;  ///< the client's address
    std::string_view host;  ///< the Host that the server is to see
    std::string_view requestId;
    bool upgrade = false;  ///< pass Upgrade on
};

/// The request as the server gets it: RFC 9110 section 7.6. Hop-by-hop fields and those that
/// Connection names are left out, Via, X-Forwarded-* and Forwarded (RFC 7239) are added, the
/// route's path and field edits applied. Reuses the buffers of `out`.
void forwardRequest(const http::RequestHead& in, const routing::Route& route, const Hop& hop,
                    http::RequestHead& out);

/// The server's answer as the client gets it, changed in place.
void forwardResponse(http::ResponseHead& head, const routing::Route& route,
                     std::string_view requestId, bool upgrade);
/// The part of it that a stored answer, which has no hop-by-hop fields, still needs.
void addOwnFields(http::ResponseHead& head, const routing::Route& route,
                  std::string_view requestId);

/// Tells the caches behind us that the request's fields of these names select the answer.
void addVary(const std::vector<std::string>& names, http::HeaderMap& fields);

}  // namespace sluice::gateway
