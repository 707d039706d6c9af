#pragma once

#include <string_view>

#include "http/request.h"

namespace sluice::gateway {

/// Adds to the request for a server what the gateway tells of the way that it took: Via,
/// X-Forwarded-For, -Proto and -Host, and Forwarded (RFC 7239). What proxies in front have told is
/// kept in front of it. `told`: whether they told anything. Via has the version of the message as
/// it came (RFC 9110 section 7.6.3).
void addHops(const http::RequestHead& in, std::string_view peer, bool told, http::HeaderMap& out);

/// The gateway's element of Via, for a message of HTTP/1.`minorVersion`.
constexpr std::string_view viaElement(int minorVersion) {
    return minorVersion == 0 ? "1.0 sluice" : "1.1 sluice";
}

}  // namespace sluice::gateway
