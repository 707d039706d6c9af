#include "support/worker_channel.h"

namespace sluice::test {

using namespace cache;
using namespace cache::redis;
using namespace std::chrono_literals;

WorkerChannel::WorkerChannel(const std::string& url, const std::string& instance) {
    RedisOptions options{url};
    options.connectTimeout = 5s;
    m_worker.start();
    m_worker.call([&] {
        m_channel = std::make_unique<PurgeChannel>(
            options, *parseRedisUrl(url), instance,
            PurgeChannel::Listener{[this](const PurgePattern& pattern) {
                                       const std::lock_guard lock(m_mutex);
                                       m_heard += pattern.toText() + "\n";
                                   },
                                   [this] { ++missed; }, news.report()});
    });
}

WorkerChannel::~WorkerChannel() {
    m_worker.call([&] { m_channel.reset(); });
}

bool WorkerChannel::listening() {
    bool result = false;
    m_worker.call([&] { result = m_channel->listening(); });
    return result;
}

bool WorkerChannel::purge(const std::string& pattern) {
    bool sent = false;
    m_worker.call([&] { sent = m_channel->purge(PurgePattern::parse(pattern).value()); });
    return sent;
}

std::string WorkerChannel::heard() const {
    const std::lock_guard lock(m_mutex);
    return m_heard;
}

}  // namespace sluice::test
