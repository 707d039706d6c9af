#include "support/worker_tier.h"

#include <QTest>

namespace sluice::test {

using namespace cache;
using namespace cache::redis;
using namespace std::chrono_literals;

namespace {

constexpr int limit_ms = 60'000;

}  // namespace

WorkerTier::WorkerTier(const std::string& url) : WorkerTier(RedisOptions{url}) {}

WorkerTier::WorkerTier(RedisOptions options) : WorkerTier(options, std::make_shared<PurgeLog>()) {
    options.connectTimeout = 5s;
    m_channel = std::make_unique<WorkerChannel>(options, log);
}

WorkerTier::WorkerTier(RedisOptions options, std::shared_ptr<PurgeLog> used)
    : log(std::move(used)) {
    if (options.lookupTimeout == RedisOptions().lookupTimeout) options.lookupTimeout = 5s;
    options.connectTimeout = 5s;
    m_worker.start();
    m_worker.call([&] {
        m_tier = std::make_unique<RedisTier>(options, *parseRedisUrl(options.url), log, statistics,
                                             news.report());
    });
}

WorkerTier::~WorkerTier() {
    m_worker.call([&] {
        m_lookups.clear();
        m_tier.reset();
    });
}

bool WorkerTier::ready() {
    bool result = false;
    m_worker.call([&] { result = m_tier->isTrusted(); });
    return result;
}

bool WorkerTier::down() const {
    return statistics.state == Connection::State::down;
}

bool WorkerTier::asks(const std::string& of) {
    return QTest::qWaitFor(
        [&] {
            find({}, of);
            bool told = false;
            m_worker.call([&] { told = m_found.ticket.has_value(); });
            return told;
        },
        limit_ms);
}

void WorkerTier::begin(int count) {
    m_worker.call([&] {
        for (int i = 0; i < count; ++i) {
            m_lookups.emplace_back(look(key, {}));
            m_lookups.back().start();
        }
    });
}

StoredResponsePtr WorkerTier::find(const http::HeaderMap& fields, const std::string& of) {
    const int before = ended;
    m_worker.call([&] {
        m_lookups.emplace_back(look(of, fields));
        m_lookups.back().start();
    });
    if (!QTest::qWaitFor([&] { return ended > before; }, limit_ms)) return nullptr;
    StoredResponsePtr result;
    m_worker.call([&] { result = m_found.response; });
    return result;
}

void WorkerTier::store(const StoredResponsePtr& response, const std::string& under) {
    m_worker.call([&] { m_tier->store(under, response, m_found.ticket); });
}

bool WorkerTier::stores(const StoredResponsePtr& response, const std::string& under) {
    const uint64_t values = response->varyNames.empty() ? 1 : 2;
    const uint64_t before = statistics.stored.value();
    store(response, under);
    return QTest::qWaitFor([&] { return statistics.stored.value() == before + values; }, limit_ms);
}

void WorkerTier::invalidate() {
    m_worker.call([&] { m_tier->invalidate(key); });
}

bool WorkerTier::givesUp() {
    return QTest::qWaitFor(
        [&] {
            find();
            return down();
        },
        limit_ms);
}

event::Task<> WorkerTier::look(std::string of, http::HeaderMap fields) {
    auto found = co_await m_tier->find(of, fields);
    m_found = std::move(found);
    ++ended;
}

}  // namespace sluice::test
