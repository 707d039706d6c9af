#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>

#include "cache/redis/purge_channel.h"
#include "event/worker.h"
#include "support/news.h"

namespace sluice::test {

/// A worker with a channel for purges.
class WorkerChannel {
public:
    explicit WorkerChannel(const std::string& url);
    WorkerChannel(cache::RedisOptions options, std::shared_ptr<cache::redis::PurgeLog> log);
    ~WorkerChannel();

    bool listening();
    /// Whether Redis has it.
    bool purge(const std::string& pattern);
    /// What other instances purged, and "write URL" for what they wrote.
    std::string heard() const;
    std::string trouble();
    /// Ends it; the log stays.
    void end();

    std::atomic<int> missed = 0;
    News news;
    const std::shared_ptr<cache::redis::PurgeLog> log;

private:
    event::Worker m_worker{0};
    std::unique_ptr<cache::redis::PurgeChannel> m_channel;
    mutable std::mutex m_mutex;
    std::string m_heard;
};

}  // namespace sluice::test
