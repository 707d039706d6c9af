#pragma once

#include <string>
#include <string_view>

#include "http/header_map.h"
#include "http/parse_error.h"
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
    bool isInternal = false;  ///< `detail`, too, names what is behind the gateway
    std::string requestId = {};
    int retryAfter_s = 0;           ///< Retry-After, if above zero
    std::string location = {};      ///< Location, for a redirect
    std::string_view allow{};       ///< Allow: the methods that are taken; with 405
    std::string_view proxyError{};  ///< the error type of Proxy-Status (RFC 9209 section 2.3), told
                                    ///< with Via by a gateway; empty: it is no gateway that answers
};

/// What is to be told of a request that was refused while it was read.
Problem problemOf(const ParseError& error);

/// As it is told to who is not on the gateway's machine: without what is behind it.
Problem withoutInternals(Problem problem);

/// Whether Accept prefers text/html to JSON, as a browser's does.
bool prefersHtml(const HeaderMap& requestFields);

/// Fills the head (status, type, length, no-store) and returns the body: a small page for
/// browsers, application/problem+json for everyone else.
std::string describe(const Problem& problem, bool html, ResponseHead& head);

}  // namespace sluice::http
