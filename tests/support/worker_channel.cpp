#include "support/worker_channel.h"

#include <QTest>
#include <optional>

namespace sluice::test {

using namespace cache;
using namespace cache::redis;
using namespace std::chrono_literals;

namespace {

constexpr int limit_ms = 60'000;

}  // namespace

WorkerChannel::WorkerChannel(const std::string& url)
    : WorkerChannel({url}, std::make_shared<PurgeLog>()) {}

WorkerChannel::WorkerChannel(RedisOptions options, std::shared_ptr<PurgeLog> used)
    : log(std::move(used)) {
    const auto hear = [this](const std::string& text) {
        const std::lock_guard lock(m_mutex);
        m_heard += text + "\n";
    };
    m_worker.start();
    m_worker.call([&] {
        m_channel = std::make_unique<PurgeChannel>(
            options, *parseRedisUrl(options.url), log,
            PurgeChannel::Listener{
                [hear](const PurgePattern& pattern) { hear(pattern.toText()); },
                [hear](const std::string& url) { hear("write " + url); },
                [hear](const std::string& branch) { hear("cut " + branch); }, [this] { ++missed; },
                [this](const std::string& why) { news.add(why); }, news.report()});
    });
}

WorkerChannel::~WorkerChannel() {
    end();
}

void WorkerChannel::end() {
    m_worker.call([&] { m_channel.reset(); });
}

bool WorkerChannel::listening() {
    bool result = false;
    m_worker.call([&] { result = m_channel->listening(); });
    return result;
}

std::string WorkerChannel::trouble() {
    std::string text;
    m_worker.call([&] { text = m_channel->trouble(); });
    return text;
}

bool WorkerChannel::purge(const std::string& pattern) {
    std::atomic<int> told = -1;
    m_worker.call([&] {
        m_channel->purge(PurgePattern::parse(pattern).value(),
                         [&](const Result<>& result) { told = result ? 1 : 0; });
    });
    return QTest::qWaitFor([&] { return told >= 0; }, limit_ms) && told == 1;
}

std::string WorkerChannel::heard() const {
    const std::lock_guard lock(m_mutex);
    return m_heard;
}

}  // namespace sluice::test
