#pragma once

#include "http/request.h"

namespace sluice::gateway {

/// Requests that come back to the gateway that sent them, as they do where one of its servers is
/// the gateway itself. One that has passed some Sluice before, by its Via, gets a mark of this
/// process in CDN-Loop (RFC 8586); one that has the mark is in a loop.
bool isInLoop(const http::RequestHead& request);
/// Marks a request for a server, where `in`, as it came, has passed some Sluice before.
void addLoopMark(const http::RequestHead& in, http::HeaderMap& out);

}  // namespace sluice::gateway
