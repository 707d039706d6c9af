#include <QtTest>
#include <atomic>
#include <csignal>
#include <memory>

#include "support/cached_gateway.h"
#include "support/raw_client.h"
#include "support/redis_process.h"
#include "support/running_gateway.h"
#include "support/scripted_server.h"

using sluice::test::answerWith;
using sluice::test::cached;
using sluice::test::fetch;
using sluice::test::getOf;
using sluice::test::purge;
using sluice::test::RedisProcess;
using sluice::test::RunningGateway;
using sluice::test::ScriptedServer;

namespace {

constexpr int limit_ms = 60'000;

/// A server whose answer says which version it is of; an unsafe method makes a new one.
struct Versions {
    std::atomic<int> version = 1;
    ScriptedServer server{[this](ScriptedServer::Connection& connection) {
        while (const auto request = connection.readRequest()) {
            const bool reads = request->head.starts_with("GET");
            if (!reads) ++version;
            const std::string body = "v" + std::to_string(version);
            if (!connection.send(answerWith("Cache-Control: max-age=600\r\n", body))) return;
        }
    }};

    std::string newest() const { return "v" + std::to_string(version); }
};

std::string get(RunningGateway& gateway) {
    return fetch(gateway.port(), getOf("/page")).body;
}

std::string redisLine(const std::string& url) {
    return "redis = { url = \"" + url + "\", connect_timeout = \"1s\" }\n";
}

std::string urlOf(const RedisProcess& redis, const std::string& user = {}) {
    return "redis://" + user + "127.0.0.1:" + std::to_string(redis.port());
}

/// How what is stored becomes old; what `sluice purge` says, if it is by that.
std::string change(RunningGateway& gateway, Versions& origin, const QByteArray& how) {
    if (how == "purge") {
        ++origin.version;
        return purge(gateway, "/page").body;
    }
    return fetch(gateway.port(),
                 how.toStdString() + " /page HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx")
        .body;
}

/// Two gateways that share a Redis, and hold the first version in their memories.
struct Pair {
    Pair(Versions& origin, const std::string& url)
        : a(cached(origin.server.port(), redisLine(url))),
          b(cached(origin.server.port(), redisLine(url))) {}

    bool fill() {
        const bool ready = QTest::qWaitFor([&] { return isReady(a) && isReady(b); }, limit_ms);
        return ready && get(a) == "v1" &&
               QTest::qWaitFor([&] { return a.snapshot()->cache.redisStored > 0; }, limit_ms) &&
               get(b) == "v1" && b.snapshot()->cache.redisState != "down";
    }
    static bool isReady(RunningGateway& gateway) {
        const std::string state = gateway.snapshot()->cache.redisState;
        return state == "ready" || state == "degraded";
    }
    /// And goes on to be so.
    static bool isNewest(RunningGateway& gateway, const Versions& origin) {
        for (int i = 0; i < 10; ++i)
            if (get(gateway) != origin.newest()) return false;
        return true;
    }

    RunningGateway a;
    RunningGateway b;
};

}  // namespace

/// What README promises of gateways that share a Redis: a row of its table each. A failover is
/// played in `redis_purges_test.cpp`, with a server that lacks what was purged.
class CacheSharedTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void redisIsWell_data();
    void redisIsWell();
    void aCollectionIsTakenAway();
    void redisTakesNoWrites();
    void redisIsAway_data();
    void redisIsAway();
    void redisConfirmsLate();
    void gatewayStops();
};

void CacheSharedTest::redisIsWell_data() {
    QTest::addColumn<QByteArray>("how");
    QTest::addColumn<bool>("messages");
    using B = QByteArray;
    for (const auto* how : {"purge", "PUT", "POST", "DELETE", "PATCH"}) {
        QTest::addRow("%s", how) << B(how) << true;
        QTest::addRow("%s without messages", how) << B(how) << false;
    }
}

void CacheSharedTest::redisIsWell() {
    QFETCH(QByteArray, how);
    QFETCH(bool, messages);
    RedisProcess redis;
    QCOMPARE(redis.start(), QString());
    redis.cli({"ACL", "SETUSER", "u", "on", ">word", "~*", "+@all"});
    Versions origin;
    Pair pair(origin, urlOf(redis, messages ? "" : "u:word@"));
    QVERIFY(pair.fill());
    const std::string told = change(pair.a, origin, how);
    if (how == "purge") QVERIFY2(told.find("\"redis\":\"taken\"") != told.npos, told.c_str());
    QVERIFY(Pair::isNewest(pair.a, origin));
    QTRY_COMPARE_WITH_TIMEOUT(get(pair.b), origin.newest(), limit_ms);
    QVERIFY(Pair::isNewest(pair.b, origin));
    if (!messages)
        QTRY_COMPARE_WITH_TIMEOUT(pair.a.snapshot()->cache.redisState, std::string("degraded"),
                                  limit_ms);
}

/// With all that lies below, though its URL does not end with a slash.
void CacheSharedTest::aCollectionIsTakenAway() {
    RedisProcess redis;
    QCOMPARE(redis.start(), QString());
    Versions origin;
    Pair pair(origin, urlOf(redis));
    QVERIFY(pair.fill());
    const auto below = [&] { return fetch(pair.b.port(), getOf("/folder/page")).body; };
    QCOMPARE(below(), std::string("v1"));
    QCOMPARE(fetch(pair.a.port(), "DELETE /folder HTTP/1.1\r\nHost: a\r\n\r\n").status, 200);
    QTRY_COMPARE_WITH_TIMEOUT(below(), origin.newest(), limit_ms);
}

/// Those who hear of it, too, use nothing that Redis has from before.
void CacheSharedTest::redisTakesNoWrites() {
    RedisProcess redis;
    QCOMPARE(redis.start(), QString());
    Versions origin;
    Pair pair(origin, urlOf(redis));
    QVERIFY(pair.fill());
    redis.cli({"CONFIG", "SET", "maxmemory", "1"});
    const std::string told = change(pair.a, origin, "purge");
    QVERIFY2(told.find("\"redis\":\"owed\"") != told.npos, told.c_str());
    QVERIFY2(told.find("maxmemory") != told.npos, told.c_str());
    QVERIFY(Pair::isNewest(pair.a, origin));
    QTRY_COMPARE_WITH_TIMEOUT(get(pair.b), origin.newest(), limit_ms);
    QTRY_COMPARE_WITH_TIMEOUT(pair.a.snapshot()->cache.redisState, std::string("degraded"),
                              limit_ms);
    QVERIFY(pair.a.snapshot()->cache.redisOwed > 0);
    redis.cli({"CONFIG", "SET", "maxmemory", "0"});
    QTRY_COMPARE_WITH_TIMEOUT(pair.a.snapshot()->cache.redisState, std::string("ready"), limit_ms);
    QCOMPARE(pair.a.snapshot()->cache.redisOwed, uint64_t{0});
    RunningGateway late(cached(origin.server.port(), redisLine(urlOf(redis))));
    QTRY_VERIFY_WITH_TIMEOUT(Pair::isReady(late), limit_ms);
    QVERIFY(Pair::isNewest(late, origin));
}

void CacheSharedTest::redisIsAway_data() {
    QTest::addColumn<bool>("hangs");
    QTest::addColumn<QByteArray>("how");
    QTest::newRow("dead, purge") << false << QByteArray("purge");
    QTest::newRow("dead, PUT") << false << QByteArray("PUT");
    QTest::newRow("hung, purge") << true << QByteArray("purge");
    QTest::newRow("hung, PUT") << true << QByteArray("PUT");
}

/// Others learn of it once it is back.
void CacheSharedTest::redisIsAway() {
    QFETCH(bool, hangs);
    QFETCH(QByteArray, how);
    RedisProcess redis;
    QCOMPARE(redis.start(), QString());
    Versions origin;
    Pair pair(origin, urlOf(redis));
    QVERIFY(pair.fill());
    hangs ? redis.signal(SIGSTOP) : redis.kill();
    const std::string told = change(pair.a, origin, how);
    if (how == "purge") QVERIFY2(told.find("\"redis\":\"owed\"") != told.npos, told.c_str());
    QVERIFY(Pair::isNewest(pair.a, origin));
    if (hangs) {
        redis.signal(SIGCONT);
    } else {
        QCOMPARE(redis.start(), QString());
    }
    QTRY_COMPARE_WITH_TIMEOUT(get(pair.b), origin.newest(), limit_ms);
    QVERIFY(Pair::isNewest(pair.a, origin));
    QVERIFY(Pair::isNewest(pair.b, origin));
}

/// As managed failovers do.
void CacheSharedTest::redisConfirmsLate() {
    RedisProcess redis;
    QCOMPARE(redis.start(), QString());
    Versions origin;
    Pair pair(origin, urlOf(redis));
    QVERIFY(pair.fill());
    redis.cli({"CLIENT", "PAUSE", "3000", "WRITE"});
    change(pair.a, origin, "purge");
    for (int i = 0; i < 50; ++i)
        QCOMPARE(get(pair.a), origin.newest());
    QTRY_COMPARE_WITH_TIMEOUT(get(pair.b), origin.newest(), limit_ms);
    QVERIFY(Pair::isNewest(pair.a, origin));
    QVERIFY(Pair::isNewest(pair.b, origin));
}

/// What it still owes is told first.
void CacheSharedTest::gatewayStops() {
    RedisProcess redis;
    QCOMPARE(redis.start(), QString());
    Versions origin;
    Pair pair(origin, urlOf(redis));
    QVERIFY(pair.fill());
    redis.signal(SIGSTOP);
    change(pair.a, origin, "PUT");
    pair.a.call([](auto& engine) { engine.stop(); });
    redis.signal(SIGCONT);
    QTRY_COMPARE_WITH_TIMEOUT(get(pair.b), origin.newest(), limit_ms);
    QVERIFY(Pair::isNewest(pair.b, origin));
}

QTEST_GUILESS_MAIN(CacheSharedTest)
#include "cache_shared_test.moc"
