#pragma once

#include "cache/options.h"
#include "cache/stored_response.h"
#include "http/request.h"
#include "http/response.h"

namespace sluice::cache {

/// How long and on what terms the response may be reused. The lifetime is of the first of: a path's
/// rule that overrides, s-maxage, max-age, Expires (RFC 9111 section 4.2.1), the path's rule or the
/// default for a 2xx whose origin is silent, and of what is public a tenth of the time since
/// Last-Modified up to a day (section 4.2.2). The default and the guess, unlike a path's rule, are
/// not for streams of events, URLs with a query, nor, unless the origin says public, for requests
/// that are not plain (see plain_request.h).
/// `requested`, `received`: when the request was sent and the head of the response came.
Reuse reuseOf(const http::RequestHead& request, const http::ResponseHead& response,
              WallTime requested, WallTime received, const Options& options);

/// RFC 9111 section 4.2.3. A clock set back in the meantime makes nothing younger than it came.
Seconds currentAge(const StoredResponse& response, WallTime now);

/// What is left of its lifetime; stale from 0 down.
Seconds freshFor(const StoredResponse& response, WallTime now);

/// The rule of the longest prefix of the path, in whole segments; null if there is none.
const TtlRule* ruleFor(std::string_view path, const Options& options);

}  // namespace sluice::cache
