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
    WorkerChannel(const std::string& url, const std::string& instance);
    ~WorkerChannel();

    bool listening();
    bool purge(const std::string& pattern);
    std::string heard() const;

    std::atomic<int> missed = 0;
    News news;

private:
    event::Worker m_worker{0};
    std::unique_ptr<cache::redis::PurgeChannel> m_channel;
    mutable std::mutex m_mutex;
    std::string m_heard;
};

}  // namespace sluice::test
