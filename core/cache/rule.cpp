#include "cache/rule.h"

#include <array>

namespace sluice::cache {

namespace {

constexpr std::array<RuleText, 25> kTexts{{
    {"method", "the method is not GET", "the method is GET", "RFC 9111 section 3"},
    {"request-body", "the request has content, whose meaning for a GET is not defined",
     "the request has no content", "RFC 9110 section 9.3.1"},
    {"request-no-store", "the client said no-store", "the client did not say no-store",
     "RFC 9111 section 5.2.1.5"},
    {"request-range", "the request asks for a part only (Range)", "the request asks for the whole",
     "RFC 9111 section 3.3"},
    {"request-precondition",
     "If-Match or If-Unmodified-Since makes the request one that only the server can answer",
     "the request has no precondition that only the server can judge", "RFC 9111 section 4.3.2"},
    {"interim", "the status is not final (1xx)", "the status is final", "RFC 9111 section 3"},
    {"not-modified", "status 304 has no content of its own", "the status is not 304",
     "RFC 9111 section 4.3.3"},
    {"partial", "status 206: the content is a part only", "the content is complete",
     "RFC 9111 section 3.3"},
    {"for-this-request", "the status answers this one request only, and is never stored",
     "the status may answer other requests",
     "RFC 6585 sections 3 to 6, RFC 9110 sections 15.5.13 and 15.5.17"},
    {"no-store", "the origin said no-store", "the origin did not say no-store",
     "RFC 9111 section 5.2.2.5"},
    {"private", "the origin said private, and this cache is shared",
     "the origin did not say private", "RFC 9111 section 5.2.2.7"},
    {"must-understand", "the origin said must-understand, and the status is not a known one",
     "the status is known, or need not be", "RFC 9111 section 5.2.2.3"},
    {"vary-any",
     "Vary: *, or one that is invalid, names what each request has anew or more than 64 fields, "
     "can match no other request",
     "Vary can match other requests", "RFC 9111 section 4.1"},
    {"authorization",
     "the request has Authorization, and the answer does not say public, s-maxage or "
     "must-revalidate",
     "the request has no Authorization, or the answer may be shared all the same",
     "RFC 9111 section 3.5"},
    {"credentials",
     "the request tells who asks, and the lifetime would be that of a rule, which is for everyone",
     "the request does not tell who asks, or its lifetime is the origin's word",
     "RFC 9111 section 7.3"},
    {"set-cookie",
     "the answer sets a cookie, and neither public nor s-maxage nor a rule says that it is for "
     "everyone",
     "the answer sets no cookie, or one for everyone", "RFC 6265 section 3, RFC 9111 section 7.3"},
    {"not-plain",
     "the origin says neither for whom nor for how long, and the request has a cookie, credentials "
     "or a field of unknown meaning",
     "the request is one that anybody may send, or the origin says how its answer may be kept",
     "RFC 9111 section 7.3"},
    {"status", "a status such as this may be stored only with a lifetime or public",
     "the status may be stored, or the origin gave a lifetime or public", "RFC 9110 section 15.1"},
    {"useless", "the answer has neither a lifetime nor a validator that a later use could need",
     "the answer has a lifetime or a validator", "RFC 9111 section 3"},
    {"s-maxage", "stored: the origin gave s-maxage", "", "RFC 9111 section 5.2.2.10"},
    {"max-age", "stored: the origin gave max-age", "", "RFC 9111 section 5.2.2.1"},
    {"expires", "stored: the origin gave Expires", "", "RFC 9111 section 5.3"},
    {"configured", "stored: the configuration gives a lifetime", "", "RFC 9111 section 4.2.2"},
    {"heuristic", "stored: it is public, for a tenth of the time since Last-Modified", "",
     "RFC 9111 section 4.2.2"},
    {"validator", "stored to be validated at each use", "", "RFC 9111 section 4.3"},
}};
static_assert(kTexts.size() == static_cast<size_t>(Rule::validator) + 1);

}  // namespace

const RuleText& textOf(Rule rule) {
    return kTexts[static_cast<size_t>(rule)];
}

bool allows(Rule rule) {
    return rule >= Rule::sMaxAge;
}

}  // namespace sluice::cache
