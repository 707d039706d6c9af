#pragma once

#include <string>
#include <string_view>

#include "http/header_map.h"
#include "http/response.h"

namespace sluice::http {

/// An error that the gateway itself answers, as RFC 9457 describes it.
struct Problem {
    int status = 500;
    std::string_view
        type;  ///< stable and short: "connect-timeout"; "urn:sluice:problem:" is put before
    std::string title;      ///< the same for every problem of the type
    std::string detail;     ///< this one: what happened, and what to do if we know
    std::string pool = {};  ///< extension members, left out when empty
    std::string server = {};
    std::string requestId = {};
    int retryAfter_s = 0;  ///< Retry-After, if above zero
};

/// Whether Accept prefers text/html to JSON, as a browser's does.
bool prefersHtml(const HeaderMap& requestFields);

/// Fills the head (status, type, length, no-store) and returns the body: a small page for
/// browsers, application/problem+json for everyone else.
std::string describe(const Problem& problem, bool html, ResponseHead& head);

}  // namespace sluice::http
