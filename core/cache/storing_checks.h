#pragma once

#include <span>

#include "cache/cache_control.h"
#include "cache/options.h"
#include "cache/rule.h"
#include "cache/stored_response.h"
#include "http/request.h"

namespace sluice::cache {

/// All that the checks look at.
struct StoringFacts {
    const http::RequestHead& request;
    const int status;
    const http::HeaderMap& fields;  ///< of the response
    const Reuse& reuse;
    const Options& options;
    const CacheControl wanted;      ///< directives of the request
    const CacheControl directives;  ///< of the response, for this cache
};

struct StoringCheck {
    Rule rule;
    bool (*forbids)(const StoringFacts& facts);
    bool isOfRequest = false;  ///< and no matter once the response is stored
};

/// In the order in which they decide, one for each rule that forbids.
std::span<const StoringCheck> storingChecks();

/// Whether the cookies that a response to the request sets are for everyone: public, s-maxage or
/// the path's rule says so. `directives`: of the response.
bool mayShareCookies(const http::RequestHead& request, const CacheControl& directives,
                     const Options& options);

/// The rule that allows, where none forbids.
Rule allowingRule(Reuse::Source source);

}  // namespace sluice::cache
