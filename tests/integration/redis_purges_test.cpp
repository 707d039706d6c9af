#include <signal.h>

#include <QTest>

#include "support/redis_process.h"
#include "support/worker_channel.h"
#include "support/worker_tier.h"

using namespace sluice;
using namespace sluice::cache;
using namespace sluice::cache::redis;
using namespace std::chrono_literals;
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

/// What Redis' list of purges has, in order, without what began it.
QByteArray listOf(const RedisProcess& redis) {
    QByteArrayList patterns;
    for (const QByteArray& line : redis.cli({"LRANGE", "sluice:purge:list", "0", "-1"}).split('\n'))
        if (const QByteArray pattern = line.mid(34); pattern != "-") patterns << pattern;
    return patterns.join('\n');
}

/// Refuses writes, as each of the rows says.
void refuseWrites(const RedisProcess& redis, const QByteArray& how) {
    if (how == "full") redis.cli({"CONFIG", "SET", "maxmemory", "1"});
    if (how == "too few replicas") redis.cli({"CONFIG", "SET", "min-replicas-to-write", "1"});
}

void takeWrites(const RedisProcess& redis) {
    redis.cli({"CONFIG", "SET", "maxmemory", "0"});
    redis.cli({"CONFIG", "SET", "min-replicas-to-write", "0"});
}

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
    void tellsOthersOfWrites();
    void appliesWhatIsRefused_data();
    void appliesWhatIsRefused();
    void needsNoChannel();
    void tellsWhatANewServerLacks();
    void carriesOn();
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
    WorkerTier a(urlOf(redis));
    QTRY_VERIFY_WITH_TIMEOUT(a.ready(), limit_ms);
    WorkerTier b(urlOf(redis)), c(urlOf(redis));
    WorkerChannel first(urlOf(redis)), second(urlOf(redis)), third(urlOf(redis));
    QTRY_VERIFY_WITH_TIMEOUT(b.ready() && c.ready(), limit_ms);
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
        // Until it has heard of the purge, it finds nothing at all.
        QTRY_VERIFY_WITH_TIMEOUT(tier->channel().heard() == second.heard(), limit_ms);
        QTRY_COMPARE_WITH_TIMEOUT(bodyOf(tier->find({}, "http://a.test/x")) == "x", x, limit_ms);
        QCOMPARE(bodyOf(tier->find({}, "http://a.test/y?1")) == "y", y);
        QCOMPARE(bodyOf(tier->find(speaking("de"), "http://a.test/v")) == "v", german);
    }
    // What is stored from now on is there again.
    QVERIFY(b.asks("http://a.test/y?1"));
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
    WorkerChannel channel(urlOf(redis));
    QTRY_VERIFY_WITH_TIMEOUT(tier.ready() && channel.listening(), limit_ms);
    tier.find();
    // Asked for before the purge, stored after it.
    QVERIFY(channel.purge("all"));
    QVERIFY(tier.stores(shared(responseWith("old"))));
    QCOMPARE(bodyOf(tier.find()), "nothing");
    QTRY_VERIFY_WITH_TIMEOUT(tier.statistics.purged.value() > 0 && tier.find() == nullptr,
                             limit_ms);
    // The last look-up has seen the purge.
    QVERIFY(tier.stores(shared(responseWith("new"))));
    QTRY_COMPARE_WITH_TIMEOUT(bodyOf(tier.find()), "new", limit_ms);
}

void RedisPurgesTest::forgetsOldPurgesSafely() {
    RedisProcess redis;
    QCOMPARE(redis.start(), QString());
    WorkerTier tier(urlOf(redis));
    WorkerChannel channel(urlOf(redis));
    QTRY_VERIFY_WITH_TIMEOUT(tier.ready() && channel.listening(), limit_ms);
    tier.find();
    QVERIFY(tier.stores(shared(responseWith("x"))));
    // The list began with an entry that purges nothing, which the value knows.
    for (size_t i = 1; i < PurgeLog::mostPurges; ++i)
        QVERIFY(channel.purge("tag:none"));
    QCOMPARE(redis.cli({"LLEN", "sluice:purge:list"}), "256");
    QTRY_COMPARE_WITH_TIMEOUT(bodyOf(tier.find()), "x", limit_ms);
    QVERIFY(channel.purge("tag:none"));
    QTRY_COMPARE_WITH_TIMEOUT(bodyOf(tier.find()), "nothing", limit_ms);
    QCOMPARE(redis.cli({"LLEN", "sluice:purge:list"}), "256");
    // Redis has lost what was last on it.
    QVERIFY(tier.asks() && tier.stores(shared(responseWith("x"))));
    redis.cli({"DEL", "sluice:purge:last"});
    QCOMPARE(bodyOf(tier.find()), "nothing");
    QTRY_VERIFY_WITH_TIMEOUT(redis.cli({"EXISTS", "sluice:purge:last"}) == "1", limit_ms);
    QTRY_COMPARE_WITH_TIMEOUT(bodyOf(tier.find()), "x", limit_ms);
    // Redis has lost all of it.
    redis.cli({"FLUSHALL"});
    QTRY_VERIFY_WITH_TIMEOUT(channel.missed == 1, limit_ms);
}

void RedisPurgesTest::purgesOnceItIsBack() {
    RedisProcess redis;
    WorkerChannel first(urlOf(redis));
    QTRY_VERIFY_WITH_TIMEOUT(first.news.has("cannot be used"), limit_ms);
    for (int i = 0; i < 3; ++i)
        QVERIFY(!first.purge("tag:" + std::to_string(i)));
    QCOMPARE(redis.start(), QString());
    QTRY_COMPARE_WITH_TIMEOUT(listOf(redis), "tag:0\ntag:1\ntag:2", limit_ms);
    redis.kill();
    for (int i = 0; i < 100; ++i)
        first.purge("tag:" + std::to_string(i));
    QCOMPARE(redis.start(), QString());
    QTRY_VERIFY_WITH_TIMEOUT(listOf(redis).contains("all"), limit_ms);
    QVERIFY(redis.cli({"LLEN", "sluice:purge:list"}).toInt() <= 66);
}

void RedisPurgesTest::tellsOthersOfWrites() {
    RedisProcess redis;
    QCOMPARE(redis.start(), QString());
    WorkerTier a(urlOf(redis));
    QTRY_VERIFY_WITH_TIMEOUT(a.ready(), limit_ms);
    WorkerTier b(urlOf(redis));
    QTRY_VERIFY_WITH_TIMEOUT(b.ready(), limit_ms);
    QTRY_VERIFY_WITH_TIMEOUT(b.channel().listening(), limit_ms);
    b.find();
    a.invalidate();
    QTRY_COMPARE_WITH_TIMEOUT(b.channel().heard(), "write " + test::key + "\n", limit_ms);
    // What was asked for before, and comes after, is of no use to anybody.
    QVERIFY(b.stores(shared(responseWith("old"))));
    for (WorkerTier* tier : {&a, &b})
        QCOMPARE(bodyOf(tier->find()), "nothing");
    QTRY_VERIFY_WITH_TIMEOUT(
        b.log->knowsWrites(numberOf(redis.cli({"GET", "sluice:write:last"}).toStdString())),
        limit_ms);
    b.find();
    QVERIFY(b.stores(shared(responseWith("new"))));
    QTRY_COMPARE_WITH_TIMEOUT(bodyOf(a.find()), "new", limit_ms);
}

void RedisPurgesTest::appliesWhatIsRefused_data() {
    QTest::addColumn<QByteArray>("how");
    QTest::addColumn<QByteArray>("told");
    QTest::newRow("full") << QByteArray("full") << QByteArray("maxmemory");
    QTest::newRow("too few replicas") << QByteArray("too few replicas") << QByteArray("replicas");
}

/// Who purged, who heard of it, and, once Redis takes it, everybody.
void RedisPurgesTest::appliesWhatIsRefused() {
    QFETCH(QByteArray, how);
    QFETCH(QByteArray, told);
    RedisProcess redis;
    QCOMPARE(redis.start(), QString());
    WorkerTier a(urlOf(redis));
    QTRY_VERIFY_WITH_TIMEOUT(a.ready(), limit_ms);
    WorkerTier b(urlOf(redis));
    QTRY_VERIFY_WITH_TIMEOUT(b.ready(), limit_ms);
    QTRY_VERIFY_WITH_TIMEOUT(b.channel().listening(), limit_ms);
    a.find();
    QVERIFY(a.stores(shared(responseWith("x"))));
    QVERIFY(a.stores(shared(responseWith("y")), "http://a.test/y"));
    QCOMPARE(bodyOf(b.find()), "x");
    refuseWrites(redis, how);
    QVERIFY(!a.channel().purge("url:" + test::key));
    a.invalidate();
    QVERIFY2(a.channel().trouble().find(told.toStdString()) != std::string::npos,
             a.channel().trouble().c_str());
    QCOMPARE(bodyOf(a.find()), "nothing");
    QTRY_COMPARE_WITH_TIMEOUT(bodyOf(b.find()), "nothing", limit_ms);
    QCOMPARE(bodyOf(a.find({}, "http://a.test/y")), "y");
    QVERIFY(a.log->owedCount() > 0);
    takeWrites(redis);
    QTRY_VERIFY_WITH_TIMEOUT(a.log->owedCount() == 0 && b.log->owedCount() == 0, limit_ms);
    QTRY_COMPARE_WITH_TIMEOUT(a.channel().trouble(), std::string(), limit_ms);
    WorkerTier late(urlOf(redis));
    QTRY_VERIFY_WITH_TIMEOUT(late.ready(), limit_ms);
    QCOMPARE(bodyOf(late.find()), "nothing");
    QCOMPARE(bodyOf(late.find({}, "http://a.test/y")), "y");
}

/// A user without channels purges in Redis all the same, and others learn of it.
void RedisPurgesTest::needsNoChannel() {
    RedisProcess redis;
    QCOMPARE(redis.start(), QString());
    redis.cli({"ACL", "SETUSER", "u", "on", ">word", "~*", "+@all"});
    const std::string url = "redis://u:word@127.0.0.1:" + std::to_string(redis.port());
    WorkerTier a(url), b(url);
    QTRY_VERIFY_WITH_TIMEOUT(b.ready(), limit_ms);
    a.find();
    QVERIFY(a.stores(shared(responseWith("x"))));
    QCOMPARE(bodyOf(b.find()), "x");
    QVERIFY(a.channel().purge("url:" + test::key));
    QTRY_COMPARE_WITH_TIMEOUT(b.channel().heard(), "url:" + test::key + "\n", limit_ms);
    QCOMPARE(bodyOf(b.find()), "nothing");
    QVERIFY2(a.channel().trouble().find("NOPERM") != std::string::npos,
             a.channel().trouble().c_str());
}

/// It has the value, and not the purge: as a replica that took over too early.
void RedisPurgesTest::tellsWhatANewServerLacks() {
    RedisProcess redis;
    QCOMPARE(redis.start(), QString());
    WorkerTier a(urlOf(redis));
    QTRY_VERIFY_WITH_TIMEOUT(a.ready() && a.channel().listening(), limit_ms);
    a.find();
    QVERIFY(a.stores(shared(responseWith("x"))));
    const QByteArray name = "sluice:c:" + test::bytes(test::key);
    const QByteArray last = redis.cli({"GET", "sluice:purge:last"});
    redis.cli({"COPY", name, "kept"});
    QVERIFY(a.channel().purge("url:" + test::key));
    a.invalidate();
    QTRY_VERIFY_WITH_TIMEOUT(a.log->owedCount() == 0 && redis.cli({"EXISTS", name}) == "0",
                             limit_ms);
    // The number of purges stays the same: there was another one.
    redis.script(
        "MULTI\nRPOP sluice:purge:list\nDEL sluice:write:list sluice:write:last\n"
        "RPUSH sluice:purge:list \"00000000000000aa 00000000000000bb tag:other\"\n"
        "SET sluice:purge:last 00000000000000aa\nCOPY kept " +
        name +
        "\nEVAL \"for _, k in ipairs(redis.call('KEYS', 'sluice:m:*')) do "
        "redis.call('DEL', k) end\" 0\nEXEC\n");
    for (int i = 0; i < 10; ++i)
        QCOMPARE(bodyOf(a.find()), "nothing");
    QTRY_COMPARE_WITH_TIMEOUT(a.channel().heard(), std::string("tag:other\n"), limit_ms);
    QTRY_COMPARE_WITH_TIMEOUT(listOf(redis), QByteArray("tag:other\nurl:" + test::bytes(test::key)),
                              limit_ms);
    QCOMPARE(bodyOf(a.find()), "nothing");
    QVERIFY(!last.isEmpty());
}

/// Another channel, as after a reload, goes on with what is owed.
void RedisPurgesTest::carriesOn() {
    RedisProcess redis;
    WorkerChannel first(urlOf(redis));
    QTRY_VERIFY_WITH_TIMEOUT(first.news.has("cannot be used"), limit_ms);
    QVERIFY(!first.purge("tag:a"));
    first.end();
    QCOMPARE(first.log->owedCount(), size_t(1));
    QCOMPARE(redis.start(), QString());
    WorkerChannel second({urlOf(redis)}, first.log);
    QTRY_COMPARE_WITH_TIMEOUT(listOf(redis), "tag:a", limit_ms);
}

/// Nothing depends on messages.
void RedisPurgesTest::noticesMissedPurges() {
    RedisProcess redis;
    QCOMPARE(redis.start(), QString());
    WorkerChannel first(urlOf(redis)), second(urlOf(redis));
    QTRY_VERIFY_WITH_TIMEOUT(first.listening() && second.listening(), limit_ms);
    redis.script(
        "MULTI\nRPUSH sluice:purge:list \"00000000000000aa 00000000000000bb tag:a\"\n"
        "SET sluice:purge:last 00000000000000aa\nCLIENT KILL TYPE pubsub\nEXEC\n");
    QTRY_VERIFY_WITH_TIMEOUT(first.heard() == "tag:a\n" && second.heard() == "tag:a\n", limit_ms);
    QTRY_VERIFY_WITH_TIMEOUT(first.listening() && second.listening(), limit_ms);
    QCOMPARE(first.missed + second.missed, 0);
    // Of a version that this one does not know.
    redis.cli({"PUBLISH", "sluice:purge", "9 x"});
    QTRY_VERIFY_WITH_TIMEOUT(first.missed == 1 && second.missed == 1, limit_ms);
    QVERIFY(first.purge("tag:b"));
    QTRY_VERIFY_WITH_TIMEOUT(second.heard() == "tag:a\ntag:b\n", limit_ms);
    QCOMPARE(first.heard(), std::string("tag:a\n"));
}

QTEST_GUILESS_MAIN(RedisPurgesTest)
#include "redis_purges_test.moc"
