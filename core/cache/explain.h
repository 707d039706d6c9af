#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cache/lookup.h"
#include "cache/options.h"
#include "cache/storability.h"

namespace sluice::cache {

/// One rule that was looked at, for a person who asks why.
struct Step {
    std::string text;
    std::string_view section;  ///< "RFC 9111 section 3"
    bool decided = false;      ///< the last step of a list, and no other
};

/// Why a response was stored or not: every rule in order, down to the one that decided.
std::vector<Step> explainStoring(const http::RequestHead& request,
                                 const http::ResponseHead& response, WallTime requested,
                                 WallTime received, const Options& options);

/// Why a request is answered from what is stored or goes on to the server.
std::vector<Step> explainLookup(const Variants* variants, const http::RequestHead& request,
                                WallTime now, const Options& options);

}  // namespace sluice::cache
