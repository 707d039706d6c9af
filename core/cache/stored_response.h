#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "cache/wall_time.h"
#include "http/header_map.h"

namespace sluice::cache {

class Body;

/// What the fields of a response say of its reuse, worked out once, when it is stored or freshened
/// (RFC 9111 sections 4.2 and 5.2.2, RFC 5861, RFC 8246).
struct Reuse {
    /// What gave `lifetime`; for people who ask why.
    enum class Source : uint8_t {
        sMaxAge,
        maxAge,
        expires,
        heuristic,   ///< a tenth of the time since Last-Modified
        rule,        ///< that of a path, where the origin is silent or overridden
        defaultTtl,  ///< the configuration's for all that is silent
        none,        ///< nothing allows a lifetime: 0, each use is validated
    };

    Seconds initialAge{0};  ///< corrected_initial_age: at the time that the response was received
    Seconds lifetime{0};    ///< freshness lifetime, from its generation at the origin
    Source source = Source::none;
    Seconds staleWhileRevalidate{0};
    Seconds staleIfError{0};
    bool mustRevalidate = false;  ///< must-revalidate, proxy-revalidate, s-maxage: never stale
    bool noCache = false;         ///< unqualified no-cache: validate before each use
    bool immutable = false;       ///< a client's reload needs no validation while it is fresh
    /// The origin says neither for whom nor for how long: only for plain requests, see isPlain().
    bool presumed = false;

    /// Whether nobody gave this lifetime to this response.
    bool isInvented() const { return source == Source::heuristic || source == Source::defaultTtl; }

    bool operator==(const Reuse&) const = default;
};

/// A response as the cache keeps it. Immutable once made, and free to share between threads; only
/// its body may still grow (see Body). A 304 makes a new one with the same body.
struct StoredResponse {
    int status = 200;
    std::string reason;
    /// To be served as they are: without hop-by-hop and framing fields, Age, and the fields that
    /// no-cache="…" or private="…" names.
    http::HeaderMap fields;
    /// What the request that brought it had of the fields that Vary names: one entry for each name,
    /// in lower case and in order, several lines joined, white space normalized; a name that the
    /// request lacked is left out and told apart from an empty value. Empty: no Vary.
    std::vector<std::pair<std::string, std::string>> selecting;
    /// Lower case, sorted, unique: of Vary, and where the origin is silent choosingNames().
    std::vector<std::string> varyNames;
    std::vector<std::string> tags;  ///< of Surrogate-Key and Cache-Tag, for purging
    WallTime requested{};           ///< when the request was sent
    WallTime received{};            ///< when the head of the response came
    Reuse reuse;
    std::string route;    ///< the route that it came by, for metrics
    uint64_t client = 0;  ///< hashOf() the address of who made it be stored; 0: another gateway's
    std::shared_ptr<Body> body;  ///< never null; empty for a response that has none
};

using StoredResponsePtr = std::shared_ptr<const StoredResponse>;

/// All that is stored for one key: variants by Vary, newest first, at most `maxVariants`. Which of
/// them make room for others: see memory/variants.h.
struct Variants {
    static constexpr size_t maxVariants = 16;
    std::vector<StoredResponsePtr> list;
};

using VariantsPtr = std::shared_ptr<const Variants>;

}  // namespace sluice::cache
