#pragma once

#include <memory>
#include <optional>

#include "base/result.h"
#include "cache/purge_pattern.h"
#include "cache/redis/purge_channel.h"
#include "engine/cache_tuning.h"
#include "engine/event_log.h"
#include "gateway/configuration.h"
#include "metrics/snapshot.h"

namespace sluice::engine {

/// What is done to the cache as a whole: purges, here and in the other instances that share its
/// Redis, and news of that. Control thread.
class CacheControl {
public:
    /// `events` outlives it.
    explicit CacheControl(EventLog& events) : m_events(events) {}

    /// After a start or reload.
    void apply(const gateway::Configuration& configuration);
    /// Ends the connections to Redis.
    void stop() { m_channel.reset(); }

    /// How many entries of the memory are gone. The other instances do the same at once, or as soon
    /// as Redis is there. An error if there is no cache.
    Result<uint64_t> purge(const cache::PurgePattern& pattern);
    void fill(metrics::CacheSnapshot& snapshot, const CacheTuning& tuning) const;

private:
    void purgedElsewhere(const cache::PurgePattern& pattern);
    void mayHaveMissed();
    void fillRedis(metrics::CacheSnapshot& snapshot) const;

    EventLog& m_events;
    std::shared_ptr<cache::Store> m_store;
    std::vector<std::shared_ptr<cache::redis::Statistics>> m_statistics;
    std::optional<cache::RedisOptions> m_redis;
    cache::redis::RedisUrl m_url;
    std::unique_ptr<cache::redis::PurgeChannel> m_channel;
};

}  // namespace sluice::engine
