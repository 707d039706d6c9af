#pragma once

#include <atomic>
#include <list>
#include <memory>
#include <string>

#include "cache/redis/redis_tier.h"
#include "event/worker.h"
#include "support/news.h"
#include "support/redis_values.h"
#include "support/worker_channel.h"

namespace sluice::test {

/// A worker with a tier of its own, as an instance of Sluice has it, and the channel that it needs.
class WorkerTier {
public:
    explicit WorkerTier(const std::string& url);
    explicit WorkerTier(cache::RedisOptions options);
    /// With the channel of another.
    WorkerTier(cache::RedisOptions options, std::shared_ptr<cache::redis::PurgeLog> log);
    ~WorkerTier();

    /// Its values are used. The first one at an empty Redis has begun the list of purges then: two
    /// that begin it at once may miss once, as each learns of the other's beginning.
    bool ready();
    bool down() const;
    WorkerChannel& channel() { return *m_channel; }
    /// Looks until Redis says what is to be told along with what is stored then.
    bool asks(const std::string& of = key);
    /// Begins `count` look-ups, which end by themselves.
    void begin(int count);
    cache::StoredResponsePtr find(const http::HeaderMap& fields = {}, const std::string& of = key);
    /// With what the last look-up brought.
    void store(const cache::StoredResponsePtr& response, const std::string& under = key);
    /// And waits until Redis has it.
    bool stores(const cache::StoredResponsePtr& response, const std::string& under = key);
    void invalidate();
    /// Look-ups until it is given up.
    bool givesUp();

    cache::redis::Statistics statistics;
    News news;
    std::atomic<int> ended = 0;
    const std::shared_ptr<cache::redis::PurgeLog> log;

private:
    event::Task<> look(std::string of, http::HeaderMap fields);

    std::unique_ptr<WorkerChannel> m_channel;
    event::Worker m_worker{0};
    std::unique_ptr<cache::redis::RedisTier> m_tier;
    std::list<event::Task<>> m_lookups;
    cache::redis::RedisTier::Found m_found;
};

}  // namespace sluice::test
