#pragma once

#include <string>
#include <vector>

#include "http/request.h"
#include "http/response.h"

namespace sluice::cache {

/// The keys whose responses an answer makes invalid (RFC 9111 section 4.4): of the target, of
/// Location and Content-Location if they are of the same origin, and of where COPY and MOVE have
/// put something (RFC 4918 sections 9.8 and 9.9). Empty for safe methods and for errors; a method
/// nobody knows counts as unsafe.
std::vector<std::string> keysToInvalidate(const http::RequestHead& request,
                                          const http::ResponseHead& response);

/// What an answer makes invalid with all that lies below: what DELETE and MOVE took away, and where
/// COPY and MOVE have put something, which may be collections (RFC 4918 sections 9.6 to 9.9). Each
/// is a key that ends with a "/" of its path.
std::vector<std::string> branchesToInvalidate(const http::RequestHead& request,
                                              const http::ResponseHead& response);

/// GET, HEAD, OPTIONS, TRACE (RFC 9110 section 9.2.1), and what IANA's registry calls safe besides:
/// PROPFIND, REPORT, SEARCH, QUERY.
bool isSafe(std::string_view method);

}  // namespace sluice::cache
