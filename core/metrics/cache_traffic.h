#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <string_view>

namespace sluice::metrics {

/// How the cache took part in a request of a route that it serves; each request has one.
enum class CacheOutcome : uint8_t {
    memoryHit,
    redisHit,
    staleHit,       ///< a stale answer that could be used as it was
    collapsed,      ///< got the answer to another client's request
    revalidated,    ///< the server said that what is stored holds good
    absent,         ///< nothing is stored for the URL
    otherVariant,   ///< what is stored does not match the request's fields
    expired,        ///< what is stored was stale, and the server gave a new answer
    clientRefused,  ///< the client would not have what is stored
    bypassed,       ///< the request or its answer is none that a cache takes
};
inline constexpr size_t cacheOutcomes = 10;

/// Stable names, for exports.
inline constexpr std::array<std::string_view, cacheOutcomes> cacheOutcomeNames{
    "memory_hit", "redis_hit",     "stale_hit", "collapsed",      "revalidated",
    "absent",     "other_variant", "expired",   "client_refused", "bypassed"};

/// Requests by outcome.
struct CacheTraffic {
    std::array<uint64_t, cacheOutcomes> byOutcome{};

    uint64_t of(CacheOutcome outcome) const { return byOutcome[static_cast<size_t>(outcome)]; }
    /// Answers that no server was asked for.
    uint64_t hits() const {
        return of(CacheOutcome::memoryHit) + of(CacheOutcome::redisHit) +
               of(CacheOutcome::staleHit) + of(CacheOutcome::collapsed);
    }
    /// Of the hits, those from this process' memory; an answer that another client fetched is one.
    uint64_t memoryHits() const { return hits() - redisHits(); }
    uint64_t redisHits() const { return of(CacheOutcome::redisHit); }
    /// Requests that a server was asked for, to answer or to validate.
    uint64_t misses() const { return lookups() - hits(); }
    /// Requests that the cache could have answered.
    uint64_t lookups() const {
        return std::accumulate(byOutcome.begin(), byOutcome.end(), uint64_t{0}) -
               of(CacheOutcome::bypassed);
    }
};

}  // namespace sluice::metrics
