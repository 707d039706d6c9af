#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "cache/wall_time.h"
#include "http/name_list.h"

namespace sluice::cache {

/// [[cache.rules]]: how long an answer whose origin is silent is kept. The longest prefix wins.
struct TtlRule {
    std::string pathPrefix;  ///< whole segments
    Seconds ttl{0};          ///< 0: keep only what the origin allows
    bool overrideOrigin = false;
    bool storeSetCookie = false;  ///< its Set-Cookie is for everyone

    bool operator==(const TtlRule&) const = default;
};

/// [cache.redis] in long form, or the URL alone.
struct RedisOptions {
    std::string url;  ///< redis://[user:password@]host[:port][/database], unix:///path[?db=n],
                      ///< redis-sentinel://[password@]host:port[,host:port…]/master[/database]
    std::string prefix = "sluice";  ///< of every key and channel
    Duration lookupTimeout = std::chrono::milliseconds(20);
    Duration connectTimeout = std::chrono::seconds(1);
    uint64_t maxValueBytes = 1024 * 1024;  ///< larger responses stay out

    bool operator==(const RedisOptions&) const = default;
};

/// [cache] of the configuration; without the section there is no cache.
struct Options {
    uint64_t memoryBytes = 64 * 1024 * 1024;
    uint64_t maxEntryBytes = 8 * 1024 * 1024;  ///< larger bodies are passed on, not stored;
                                               ///< where it is not told, an eighth of the memory
    /// For 2xx answers to plain requests where neither the origin nor a rule says something.
    Seconds defaultTtl{0};
    std::vector<TtlRule> rules;
    /// Fields of requests that tell who asks, besides those that HTTP has for it.
    http::NameList credentials{"X-Api-Key", "X-Auth-Token", "X-User", "X-CSRF-Token"};
    std::optional<RedisOptions> redis;

    bool operator==(const Options&) const = default;
};

}  // namespace sluice::cache
