#include <QTest>

#include "support/redis_process.h"
#include "support/worker_tier.h"

using namespace sluice;
using namespace sluice::cache;
using test::bodyOf;
using test::RedisProcess;
using test::responseWith;
using test::shared;
using test::WorkerTier;

namespace {

constexpr int limit_ms = 60'000;

}  // namespace

/// How a Redis is reached, whatever stands before it.
class RedisConnectionTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void signsIn();
    void tellsWhyItMayNotSignIn();
    void usesUnixSockets();
    void followsTheMaster();
    void tellsAReplica();
    void tellsAClusterNode();
};

void RedisConnectionTest::signsIn() {
    RedisProcess redis;
    QCOMPARE(redis.start({QStringLiteral("--requirepass"), QStringLiteral("se/same")}), QString());
    redis.cli({"ACL", "SETUSER", "u", "on", ">word", "~sluice:*", "&*", "+@all"});
    const std::string host = "127.0.0.1:" + std::to_string(redis.port());
    WorkerTier a("redis://:se%2Fsame@" + host + "/3"), b("redis://u:word@" + host + "/3"),
        other("redis://:se%2Fsame@" + host);
    QTRY_VERIFY_WITH_TIMEOUT(a.ready() && b.ready() && other.ready(), limit_ms);
    a.find();
    QVERIFY(a.stores(shared(responseWith("x"))));
    QCOMPARE(bodyOf(b.find()), "x");
    QCOMPARE(bodyOf(other.find()), "nothing");
    QVERIFY(!a.news.has("same"));
    QVERIFY(!b.news.has("word"));
}

void RedisConnectionTest::tellsWhyItMayNotSignIn() {
    RedisProcess redis;
    QCOMPARE(redis.start({QStringLiteral("--requirepass"), QStringLiteral("sesame")}), QString());
    const std::string host = "127.0.0.1:" + std::to_string(redis.port());
    WorkerTier wrong("redis://:sesamo@" + host), none("redis://" + host);
    QTRY_VERIFY_WITH_TIMEOUT(wrong.down() && none.down(), limit_ms);
    QVERIFY2(wrong.news.has("WRONGPASS"), wrong.news.all().c_str());
    QVERIFY2(none.news.has("NOAUTH"), none.news.all().c_str());
    QVERIFY(!wrong.news.has("sesam"));
    QCOMPARE(bodyOf(wrong.find()), "nothing");
    QCOMPARE(wrong.statistics.unavailable.value(), uint64_t(1));
}

void RedisConnectionTest::usesUnixSockets() {
    RedisProcess redis;
    QCOMPARE(redis.start(), QString());
    WorkerTier tier("unix://" + redis.socketPath().toStdString() + "?db=2"),
        gone("unix:///nowhere/x");
    QTRY_VERIFY_WITH_TIMEOUT(tier.ready() && gone.down(), limit_ms);
    tier.find();
    QVERIFY(tier.stores(shared(responseWith("x"))));
    QCOMPARE(bodyOf(tier.find()), "x");
    QVERIFY2(gone.news.has("/nowhere/x"), gone.news.all().c_str());
}

void RedisConnectionTest::followsTheMaster() {
    RedisProcess first, second, sentinel;
    QCOMPARE(first.start(), QString());
    QCOMPARE(second.start({QStringLiteral("--replicaof"), QStringLiteral("127.0.0.1"),
                           QString::number(first.port())}),
             QString());
    QTRY_VERIFY_WITH_TIMEOUT(second.cli({"INFO", "replication"}).contains("master_link_status:up"),
                             limit_ms);
    const QString error = sentinel.startSentinel(first.port());
    QVERIFY2(error.isEmpty(), qPrintable(error));
    QTRY_VERIFY_WITH_TIMEOUT(
        sentinel.cli({"SENTINEL", "REPLICAS", "main"}).contains(QByteArray::number(second.port())),
        limit_ms);
    const std::string port = std::to_string(sentinel.port());
    WorkerTier tier("redis-sentinel://127.0.0.1:1,127.0.0.1:" + port + "/main"),
        stranger("redis-sentinel://127.0.0.1:" + port + "/other");
    QTRY_VERIFY_WITH_TIMEOUT(tier.ready() && stranger.down(), limit_ms);
    QVERIFY2(stranger.news.has("knows no master \"other\""), stranger.news.all().c_str());
    QVERIFY(tier.news.has("127.0.0.1:" + std::to_string(first.port())));
    tier.find();
    QVERIFY(tier.stores(shared(responseWith("x"))));
    first.kill();
    QTRY_VERIFY_WITH_TIMEOUT(
        tier.news.has("127.0.0.1:" + std::to_string(second.port()) + " is connected"), limit_ms);
    QTRY_VERIFY_WITH_TIMEOUT(tier.ready(), limit_ms);
    tier.find();
    QVERIFY(tier.stores(shared(responseWith("y"))));
    QCOMPARE(bodyOf(tier.find()), "y");
}

void RedisConnectionTest::tellsAReplica() {
    RedisProcess master, replica;
    QCOMPARE(master.start(), QString());
    QCOMPARE(replica.start({QStringLiteral("--replicaof"), QStringLiteral("127.0.0.1"),
                            QString::number(master.port())}),
             QString());
    WorkerTier tier("redis://127.0.0.1:" + std::to_string(replica.port()));
    QTRY_VERIFY_WITH_TIMEOUT(tier.down(), limit_ms);
    const std::string told = "it is a replica of 127.0.0.1:" + std::to_string(master.port());
    QVERIFY2(tier.news.has(told), tier.news.all().c_str());
    QVERIFY(tier.news.has("give the URL of its master"));
}

void RedisConnectionTest::tellsAClusterNode() {
    RedisProcess node;
    QCOMPARE(node.start({QStringLiteral("--cluster-enabled"), QStringLiteral("yes")}), QString());
    const std::string url = "redis://127.0.0.1:" + std::to_string(node.port());
    WorkerTier without(url);
    QTRY_VERIFY_WITH_TIMEOUT(without.down(), limit_ms);
    QVERIFY2(without.news.has("Redis Cluster"), without.news.all().c_str());
    node.cli({"CLUSTER", "ADDSLOTSRANGE", "0", "16383"});
    WorkerTier tier(url);
    QTRY_VERIFY_WITH_TIMEOUT(tier.down(), limit_ms);
    QVERIFY2(tier.news.has("Redis Cluster"), tier.news.all().c_str());
}

QTEST_GUILESS_MAIN(RedisConnectionTest)
#include "redis_connection_test.moc"
