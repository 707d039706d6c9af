#include <QTest>

#include "cache/redis/purge_history.h"
#include "support/redis_process.h"
#include "support/worker_channel.h"
#include "support/worker_tier.h"

using namespace sluice;
using namespace sluice::cache;
using namespace sluice::cache::redis;
using test::bodyOf;
using test::RedisProcess;
using test::responseWith;
using test::shared;
using test::speaking;
using test::urlOf;
using test::variant;
using test::WorkerChannel;
using test::WorkerTier;

namespace {

constexpr int limit_ms = 60'000;

}  // namespace

/// Purges reach every instance, also those that could not hear them.
class RedisPurgesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void purges_data();
    void purges();
    void purgesWhatComesLate();
    void forgetsOldPurgesSafely();
    void purgesOnceItIsBack();
    void noticesMissedPurges();
};

void RedisPurgesTest::purges_data() {
    QTest::addColumn<QByteArray>("pattern");
    QTest::addColumn<bool>("x");  // whether it is left
    QTest::addColumn<bool>("y");
    QTest::addColumn<bool>("german");
    using B = QByteArray;
    QTest::newRow("all") << B("all") << false << false << false;
    QTest::newRow("url") << B("url:http://a.test/x") << false << true << true;
    QTest::newRow("path") << B("url:/v") << true << true << false;
    QTest::newRow("prefix") << B("prefix:http://a.test/") << false << false << false;
    QTest::newRow("glob") << B("glob:/y*") << true << false << true;
    QTest::newRow("tag") << B("tag:green") << true << false << false;
    QTest::newRow("none") << B("tag:blue") << true << true << true;
}

void RedisPurgesTest::purges() {
    QFETCH(QByteArray, pattern);
    QFETCH(bool, x);
    QFETCH(bool, y);
    QFETCH(bool, german);
    RedisProcess redis;
    QCOMPARE(redis.start(), QString());
    WorkerTier a(urlOf(redis)), b(urlOf(redis)), c(urlOf(redis));
    WorkerChannel first(urlOf(redis), "1"), second(urlOf(redis), "2"), third(urlOf(redis), "3");
    QTRY_VERIFY_WITH_TIMEOUT(a.ready() && b.ready() && c.ready(), limit_ms);
    QTRY_VERIFY_WITH_TIMEOUT(first.listening() && second.listening() && third.listening(),
                             limit_ms);
    a.find();
    StoredResponse tagged = responseWith("y"), translated = *variant("de", "v");
    tagged.tags = translated.tags = {"red", "green"};
    QVERIFY(a.stores(shared(responseWith("x")), "http://a.test/x"));
    QVERIFY(a.stores(shared(tagged), "http://a.test/y?1"));
    QVERIFY(a.stores(shared(translated), "http://a.test/v"));
    QCOMPARE(bodyOf(b.find({}, "http://a.test/y?1")), "y");

    QVERIFY(first.purge(pattern.toStdString()));
    QTRY_VERIFY_WITH_TIMEOUT(
        second.heard() == pattern.toStdString() + "\n" && third.heard() == second.heard(),
        limit_ms);
    QCOMPARE(first.heard(), std::string());
    for (WorkerTier* tier : {&a, &b, &c}) {
        QCOMPARE(bodyOf(tier->find({}, "http://a.test/x")) == "x", x);
        QCOMPARE(bodyOf(tier->find({}, "http://a.test/y?1")) == "y", y);
        QCOMPARE(bodyOf(tier->find(speaking("de"), "http://a.test/v")) == "v", german);
    }
    // What is stored from now on is there again.
    translated.requested = tagged.requested = wallNow();
    QVERIFY(b.stores(shared(tagged), "http://a.test/y?1"));
    QVERIFY(b.stores(shared(translated), "http://a.test/v"));
    QCOMPARE(bodyOf(c.find({}, "http://a.test/y?1")), "y");
    QCOMPARE(bodyOf(c.find(speaking("de"), "http://a.test/v")), "v");
    QCOMPARE(first.missed + second.missed + third.missed, 0);
}

void RedisPurgesTest::purgesWhatComesLate() {
    RedisProcess redis;
    QCOMPARE(redis.start(), QString());
    WorkerTier tier(urlOf(redis));
    WorkerChannel channel(urlOf(redis), "1");
    QTRY_VERIFY_WITH_TIMEOUT(tier.ready() && channel.listening(), limit_ms);
    tier.find();
    // Requested before the purge, stored after it.
    const StoredResponsePtr old = shared(responseWith("old"));
    QVERIFY(channel.purge("all"));
    QTRY_VERIFY_WITH_TIMEOUT(redis.cli({"LLEN", "sluice:purges:last"}) == "1", limit_ms);
    tier.find();
    QVERIFY(tier.stores(old));
    QCOMPARE(bodyOf(tier.find()), "nothing");
    QVERIFY(tier.statistics.purged.value() > 0);
}

void RedisPurgesTest::forgetsOldPurgesSafely() {
    RedisProcess redis;
    QCOMPARE(redis.start(), QString());
    WorkerTier tier(urlOf(redis));
    WorkerChannel channel(urlOf(redis), "1");
    QTRY_VERIFY_WITH_TIMEOUT(tier.ready() && channel.listening(), limit_ms);
    tier.find();
    QVERIFY(tier.stores(shared(responseWith("x"))));
    for (size_t i = 0; i < PurgeHistory::capacity; ++i)
        QVERIFY(channel.purge("tag:none"));
    QTRY_VERIFY_WITH_TIMEOUT(redis.cli({"LLEN", "sluice:purges:last"}) == "256", limit_ms);
    QCOMPARE(bodyOf(tier.find()), "x");
    QVERIFY(channel.purge("tag:none"));
    QTRY_COMPARE_WITH_TIMEOUT(bodyOf(tier.find()), "nothing", limit_ms);
    QCOMPARE(redis.cli({"LLEN", "sluice:purges:last"}), "256");
    // Redis has lost the number, or all of it.
    QVERIFY(tier.stores(shared(responseWith("x"))));
    QCOMPARE(bodyOf(tier.find()), "x");
    redis.cli({"DEL", "sluice:purges"});
    QCOMPARE(bodyOf(tier.find()), "nothing");
    tier.find();
    QVERIFY(tier.stores(shared(responseWith("x"))));
    QCOMPARE(bodyOf(tier.find()), "x");
}

void RedisPurgesTest::purgesOnceItIsBack() {
    RedisProcess redis;
    WorkerChannel first(urlOf(redis), "1");
    QTRY_VERIFY_WITH_TIMEOUT(first.news.has("cannot be used"), limit_ms);
    for (int i = 0; i < 3; ++i)
        QVERIFY(!first.purge("tag:" + std::to_string(i)));
    QCOMPARE(redis.start(), QString());
    QTRY_VERIFY_WITH_TIMEOUT(
        redis.cli({"LRANGE", "sluice:purges:last", "0", "-1"}) == "tag:0\ntag:1\ntag:2", limit_ms);
    redis.kill();
    for (int i = 0; i < 100; ++i)
        first.purge("tag:" + std::to_string(i));
    QCOMPARE(redis.start(), QString());
    QTRY_VERIFY_WITH_TIMEOUT(redis.cli({"LRANGE", "sluice:purges:last", "0", "-1"}).contains("all"),
                             limit_ms);
    QVERIFY(redis.cli({"LLEN", "sluice:purges:last"}).toInt() <= 66);
}

void RedisPurgesTest::noticesMissedPurges() {
    RedisProcess redis;
    QCOMPARE(redis.start(), QString());
    WorkerChannel first(urlOf(redis), "1"), second(urlOf(redis), "2");
    QTRY_VERIFY_WITH_TIMEOUT(first.listening() && second.listening(), limit_ms);
    redis.script("CLIENT KILL TYPE pubsub\nINCR sluice:purges\n");
    QTRY_VERIFY_WITH_TIMEOUT(first.missed == 1 && second.missed == 1, limit_ms);
    QTRY_VERIFY_WITH_TIMEOUT(first.listening() && second.listening(), limit_ms);
    // Of a version that this one does not know.
    redis.cli({"PUBLISH", "sluice:purge", "2 x"});
    // It is noticed as a message, and then as one that no purge was counted for.
    QTRY_VERIFY_WITH_TIMEOUT(first.missed == 3 && second.missed == 3, limit_ms);
    // The subscription stands, but its messages get lost.
    redis.cli({"INCRBY", "sluice:purges", "5"});
    QTRY_VERIFY_WITH_TIMEOUT(first.missed == 4 && second.missed == 4, limit_ms);
    QTRY_VERIFY_WITH_TIMEOUT(first.listening() && second.listening(), limit_ms);
    QVERIFY(first.purge("tag:a"));
    QTRY_VERIFY_WITH_TIMEOUT(second.heard().find("tag:a") != std::string::npos, limit_ms);
}

QTEST_GUILESS_MAIN(RedisPurgesTest)
#include "redis_purges_test.moc"
