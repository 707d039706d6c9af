#pragma once

#include <string>
#include <string_view>

#include "http/request.h"
#include "http/response.h"
#include "routing/route.h"

namespace sluice::gateway {

/// Those of the protocols in a request's Upgrade that are passed on to a server, as a list:
/// websocket, and what the route names. Empty: it is an ordinary request, as RFC 9110 section 7.8
/// lets its recipient decide. So is one with a body, which would share the connection with what
/// comes after the upgrade.
std::string passedUpgrade(const http::RequestHead& request, const routing::Route& route);

/// Whether a 101 changes to one of the protocols that were offered.
bool acceptsUpgrade(const http::ResponseHead& response, std::string_view offered);

}  // namespace sluice::gateway
