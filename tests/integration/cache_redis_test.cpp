#include <QtTest>
#include <atomic>
#include <csignal>
#include <thread>

#include "support/cached_gateway.h"
#include "support/raw_client.h"
#include "support/redis_process.h"
#include "support/running_gateway.h"
#include "support/scripted_server.h"

using sluice::test::cached;
using sluice::test::countedAnswers;
using sluice::test::fetch;
using sluice::test::getOf;
using sluice::test::purge;
using sluice::test::RedisProcess;
using sluice::test::RunningGateway;
using sluice::test::ScriptedServer;

namespace {

constexpr int limit_ms = 30'000;

}  // namespace

/// Gateways that share a cache by way of Redis.
class CacheRedisTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void instancesShareOneRedis();
    void redisNeverHurts();
};

void CacheRedisTest::instancesShareOneRedis() {
    RedisProcess redis;
    QCOMPARE(redis.start(), QString());
    std::atomic<int> count = 0;
    ScriptedServer server([&](auto& connection) { countedAnswers(connection, count); });
    const std::string toml = cached(
        server.port(), "redis = \"redis://127.0.0.1:" + std::to_string(redis.port()) + "\"\n");
    RunningGateway a(toml), b(toml), c(toml);
    for (RunningGateway* each : {&a, &b, &c}) {
        QCOMPARE(each->error(), std::string());
        QTRY_COMPARE_WITH_TIMEOUT(each->snapshot()->cache.redisState, std::string("ready"),
                                  limit_ms);
    }
    QCOMPARE(fetch(a.port(), getOf("/a")).body, std::string("answer 1"));
    QTRY_COMPARE_WITH_TIMEOUT(a.snapshot()->cache.redisStored, uint64_t{1}, limit_ms);
    for (RunningGateway* other : {&b, &c}) {
        const auto shared = fetch(other->port(), getOf("/a"));
        QCOMPARE(shared.body, std::string("answer 1"));
        QVERIFY(shared.field("Cache-Status").find("detail=redis") != std::string::npos);
        const auto again = fetch(other->port(), getOf("/a"));
        QVERIFY(again.field("Cache-Status").find("detail=memory") != std::string::npos);
    }
    QCOMPARE(count, 1);
    QCOMPARE(fetch(a.port(), getOf("/b")).body, std::string("answer 2"));
    QTRY_COMPARE_WITH_TIMEOUT(a.snapshot()->cache.redisStored, uint64_t{2}, limit_ms);
    const auto reload = fetch(b.port(), getOf("/b", "Cache-Control: no-cache\r\n"));
    QCOMPARE(reload.body, std::string("answer 3"));
    QCOMPARE(purge(b, "all").status, 200);
    for (RunningGateway* each : {&a, &c})
        QTRY_COMPARE_WITH_TIMEOUT(each->snapshot()->cache.entries, uint64_t{0}, limit_ms);
    QCOMPARE(fetch(c.port(), getOf("/a")).body, std::string("answer 4"));
}

/// Killed, stopped and started again while clients ask: every one gets its answer.
void CacheRedisTest::redisNeverHurts() {
    RedisProcess redis;
    QCOMPARE(redis.start(), QString());
    std::atomic<int> count = 0;
    ScriptedServer server([&](auto& connection) { countedAnswers(connection, count); });
    RunningGateway gateway(cached(
        server.port(), "redis = \"redis://127.0.0.1:" + std::to_string(redis.port()) + "\"\n"));
    const auto ready = [&] { return gateway.snapshot()->cache.redisState == "ready"; };
    QTRY_VERIFY_WITH_TIMEOUT(ready(), limit_ms);
    std::atomic<bool> stop = false;
    std::atomic<int> good = 0, bad = 0;
    std::thread client([&, port = gateway.port()] {
        for (int i = 0; !stop; ++i) {
            const bool ok = fetch(port, getOf("/k" + std::to_string(i))).status == 200;
            ++(ok ? good : bad);
        }
    });
    const auto someMore = [&] {
        const int before = good;
        QTRY_VERIFY_WITH_TIMEOUT(good > before + 50, limit_ms);
    };
    someMore();
    redis.signal(SIGSTOP);
    someMore();
    redis.signal(SIGCONT);
    someMore();
    redis.kill();
    someMore();
    QCOMPARE(redis.start(), QString());
    QTRY_VERIFY_WITH_TIMEOUT(ready(), limit_ms);
    const uint64_t stored = gateway.snapshot()->cache.redisStored;
    QTRY_VERIFY_WITH_TIMEOUT(gateway.snapshot()->cache.redisStored > stored, limit_ms);
    stop = true;
    client.join();
    QCOMPARE(bad, 0);
}

QTEST_GUILESS_MAIN(CacheRedisTest)
#include "cache_redis_test.moc"
