#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "base/result.h"
#include "cache/purge_pattern.h"
#include "cache/purged.h"
#include "cache/redis/purge_channel.h"
#include "engine/cache_purges.h"
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
    /// Ends the connections to Redis, and says so if it has not taken all that it is owed.
    void stop();

    /// Tells how many entries of the memory are gone when they are, as CachePurges does, and Redis
    /// has taken the purge, or has not within the times that PurgeChannel tells; at once and with
    /// an error if there is no cache, or too many purges wait. The other instances do the same at
    /// once, or as soon as Redis is there.
    void purge(const cache::PurgePattern& pattern, std::function<void(Result<cache::Purged>)> done);
    /// How many purges and writes Redis has not taken yet.
    size_t owed() const;
    void fill(metrics::CacheSnapshot& snapshot, const CacheTuning& tuning) const;

private:
    void purgeMemory(const cache::PurgePattern& pattern, const char* why,
                     CachePurges::Done done = {});
    void openChannel();
    std::string redisState() const;
    void fillRedis(metrics::CacheSnapshot& snapshot) const;

    EventLog& m_events;
    std::shared_ptr<cache::Store> m_store;
    std::vector<std::shared_ptr<cache::redis::Statistics>> m_statistics;
    std::shared_ptr<cache::redis::PurgeLog> m_log;
    std::optional<cache::RedisOptions> m_redis;
    cache::redis::RedisUrl m_url;
    std::unique_ptr<cache::redis::PurgeChannel> m_channel;
    CachePurges m_purges;
};

}  // namespace sluice::engine
