#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace sluice::cache {

/// What decides whether a response is stored: first what forbids it, in the order in which it is
/// looked at, then what allows it.
enum class Rule : uint8_t {
    method,               ///< only answers to GET are stored
    requestBody,          ///< what a GET's content means is unknown
    requestNoStore,       ///< Cache-Control: no-store of the client
    requestRange,         ///< Range: the answer may be a part
    requestPrecondition,  ///< If-Match or If-Unmodified-Since: for the server
    interim,              ///< 1xx
    notModified,          ///< 304 has no content of its own
    partial,              ///< 206; Content-Range means nothing elsewhere (RFC 9110 section 14.4)
    forThisRequest,       ///< 412, 416, 428, 429, 431 and 511 answer one request alone
    noStore,
    isPrivate,
    mustUnderstand,  ///< with a status that this cache does not know
    varyAny,         ///< Vary: *
    authorization,   ///< and no leave to share the answer
    credentials,     ///< others than cookies, where a path's rule gives the lifetime
    setCookie,       ///< and no explicit leave
    notPlain,        ///< and the origin says neither for whom nor for how long
    status,          ///< may be stored only with an explicit lifetime, and has none
    useless,         ///< neither a lifetime nor a validator

    sMaxAge,
    maxAge,
    expires,
    configured,  ///< a rule or the default of the configuration
    heuristic,   ///< a tenth of the time since Last-Modified
    validator,   ///< stored without a lifetime; each use is validated
};

/// Constant texts on a rule.
struct RuleText {
    std::string_view name;     ///< stable, for metrics and JSON: "no-store"
    std::string_view decided;  ///< a sentence for people: it decided
    std::string_view passed;   ///< it did not apply; empty for the rules that allow
    std::string_view section;  ///< "RFC 9111 section 5.2.2.5"
};

const RuleText& textOf(Rule rule);
/// True for the rules that allow.
bool allows(Rule rule);

}  // namespace sluice::cache
