#pragma once

#include <string>
#include <string_view>

#include "http/request.h"

namespace sluice::http {

/// How the client itself asked, before the first proxy in front of the gateway. Of such proxies
/// only the trusted ones are heard: the listener has left out what others say (see
/// listen.trusted_proxies).
struct OriginalRequest {
    std::string scheme = "http";
    std::string authority;  ///< empty: the client named none
};

/// By X-Forwarded-Proto and X-Forwarded-Host, else by the first element of Forwarded, else as the
/// request came. What is no scheme or authority is not heard.
OriginalRequest originalRequest(const RequestHead& request);

/// What a server is told of the client besides the request itself and addresses, and may answer by:
/// scheme and host, where they are others than those of the request ("https://name"), and what else
/// proxies have written ("x-forwarded-port:8443"), with a space between. Empty, and of no cost to
/// speak of, where nobody has told anything.
std::string toldByProxies(const RequestHead& request);

/// The address that the proxy in front has told last, in X-Forwarded-For: of who sent it the
/// request. Empty: none.
std::string_view lastForwardedFor(const HeaderMap& fields);

/// Whether a proxy in front has told of its client, or there is a field that says so.
bool isTold(const HeaderMap& fields);

/// The lines of a list field as one; empty if there are none.
std::string joinedLines(const HeaderMap& fields, std::string_view name);

}  // namespace sluice::http
