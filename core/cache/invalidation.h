#pragma once

#include <string>
#include <vector>

#include "http/request.h"
#include "http/response.h"

namespace sluice::cache {

/// The keys whose responses an answer makes invalid (RFC 9111 section 4.4): of the target, and of
/// Location and Content-Location if they are of the same origin. Empty for safe methods and for
/// errors; a method nobody knows counts as unsafe.
std::vector<std::string> keysToInvalidate(const http::RequestHead& request,
                                          const http::ResponseHead& response);

/// GET, HEAD, OPTIONS or TRACE (RFC 9110 section 9.2.1).
bool isSafe(std::string_view method);

}  // namespace sluice::cache
