#pragma once

#include "cache/cache_control.h"
#include "cache/options.h"
#include "cache/stored_response.h"
#include "http/request.h"
#include "http/response.h"

namespace sluice::cache {

/// A freshness lifetime (RFC 9111 section 4.2.1), and what gave it.
struct Lifetime {
    Seconds length{0};
    Reuse::Source source = Reuse::Source::none;
    bool overridesOrigin = false;
};

/// `date`: of the response, or when it was received.
Lifetime lifetimeOf(const http::RequestHead& request, const http::ResponseHead& response,
                    const CacheControl& directives, WallTime date, const Options& options);

}  // namespace sluice::cache
