#include <signal.h>

#include <QTest>

#include "cache/body.h"
#include "support/redis_process.h"
#include "support/worker_tier.h"

using namespace sluice;
using namespace sluice::cache;
using namespace std::chrono_literals;
using test::bodyOf;
using test::bytes;
using test::key;
using test::RedisProcess;
using test::responseWith;
using test::shared;
using test::speaking;
using test::urlOf;
using test::variant;
using test::WorkerTier;

namespace {

constexpr int limit_ms = 60'000;

}  // namespace

/// What instances share by way of Redis, and what they do not.
class RedisValuesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sharesValuesThatExpire();
    void keepsVariants();
    void findsVariantsInOneLook();
    void invalidates();
    void invalidatesOnceItIsBack();
    void keepsOutWhatIsTooLarge();
    void missesWhatIsDamaged();
};

void RedisValuesTest::sharesValuesThatExpire() {
    RedisProcess redis;
    QCOMPARE(redis.start(), QString());
    WorkerTier a(urlOf(redis));
    QTRY_VERIFY_WITH_TIMEOUT(a.ready(), limit_ms);
    WorkerTier b(urlOf(redis));
    QTRY_VERIFY_WITH_TIMEOUT(b.ready(), limit_ms);
    QCOMPARE(bodyOf(a.find()), "nothing");
    QCOMPARE(bodyOf(b.find()), "nothing");
    QVERIFY(a.stores(shared(responseWith("hello"))));
    const auto found = b.find();
    QCOMPARE(bodyOf(found), "hello");
    QCOMPARE(bytes(*found->fields.find("content-type")), "text/plain");
    QCOMPARE(b.statistics.hits.value(), uint64_t(1));
    QCOMPARE(b.statistics.misses.value(), uint64_t(1));
    QVERIFY(b.statistics.latency.counts().total() >= 2);
    const int ttl_ms = redis.cli({"PTTL", "sluice:c:http://a.test/x"}).toInt();
    QVERIFY(ttl_ms > 0 && ttl_ms <= 60'000);
    StoredResponse stale = responseWith("stale");
    stale.reuse.lifetime = Seconds(0);
    a.store(shared(std::move(stale)));
    QCOMPARE(a.statistics.keptOut.value(), uint64_t(1));
    QCOMPARE(redis.cli({"PEXPIRE", "sluice:c:http://a.test/x", "1"}), "1");
    QTRY_COMPARE_WITH_TIMEOUT(bodyOf(b.find()), "nothing", limit_ms);
}

void RedisValuesTest::keepsVariants() {
    RedisProcess redis;
    QCOMPARE(redis.start(), QString());
    WorkerTier a(urlOf(redis));
    QTRY_VERIFY_WITH_TIMEOUT(a.ready(), limit_ms);
    WorkerTier b(urlOf(redis));
    QTRY_VERIFY_WITH_TIMEOUT(b.ready(), limit_ms);
    a.find();
    QVERIFY(a.stores(variant("de", "hallo")));
    QVERIFY(a.stores(variant("en", "hello")));
    QCOMPARE(bodyOf(b.find(speaking("de"))), "hallo");
    QCOMPARE(bodyOf(b.find(speaking("en"))), "hello");
    QCOMPARE(bodyOf(b.find(speaking("fr"))), "nothing");
    QCOMPARE(bodyOf(b.find()), "nothing");
    // A write takes all variants along.
    b.invalidate();
    QTRY_COMPARE_WITH_TIMEOUT(bodyOf(a.find(speaking("de"))), "nothing", limit_ms);
    QVERIFY(a.asks());
    QVERIFY(a.stores(variant("en", "hello again")));
    QTRY_COMPARE_WITH_TIMEOUT(bodyOf(b.find(speaking("en"))), "hello again", limit_ms);
    QCOMPARE(bodyOf(b.find(speaking("de"))), "nothing");
    // Without Vary, there is one for all.
    QVERIFY(a.stores(shared(responseWith("all"))));
    QCOMPARE(bodyOf(b.find(speaking("de"))), "all");
}

/// Once it has seen what answers differ by.
void RedisValuesTest::findsVariantsInOneLook() {
    RedisProcess redis;
    QCOMPARE(redis.start(), QString());
    WorkerTier a(urlOf(redis));
    QTRY_VERIFY_WITH_TIMEOUT(a.ready(), limit_ms);
    WorkerTier b(urlOf(redis));
    QTRY_VERIFY_WITH_TIMEOUT(b.ready(), limit_ms);
    for (const auto* page : {"http://a.test/1", "http://a.test/2"}) {
        a.find({}, page);
        QVERIFY(a.stores(variant("de", "hallo"), page));
    }
    QCOMPARE(bodyOf(b.find(speaking("de"), "http://a.test/1")), "hallo");
    const uint64_t looks = b.statistics.latency.counts().total();
    QCOMPARE(bodyOf(b.find(speaking("de"), "http://a.test/2")), "hallo");
    QCOMPARE(b.statistics.latency.counts().total(), looks + 1);
}

void RedisValuesTest::invalidates() {
    RedisProcess redis;
    QCOMPARE(redis.start(), QString());
    WorkerTier a(urlOf(redis));
    QTRY_VERIFY_WITH_TIMEOUT(a.ready(), limit_ms);
    WorkerTier b(urlOf(redis));
    QTRY_VERIFY_WITH_TIMEOUT(b.ready(), limit_ms);
    a.find();
    QVERIFY(a.stores(shared(responseWith("x"))));
    QCOMPARE(bodyOf(b.find()), "x");
    a.invalidate();
    QCOMPARE(bodyOf(a.find()), "nothing");
    QTRY_COMPARE_WITH_TIMEOUT(bodyOf(b.find()), "nothing", limit_ms);
}

void RedisValuesTest::invalidatesOnceItIsBack() {
    RedisProcess redis;
    QCOMPARE(redis.start(), QString());
    RedisOptions options{urlOf(redis)};
    options.lookupTimeout = 200ms;
    WorkerTier a(options);
    QTRY_VERIFY_WITH_TIMEOUT(a.ready(), limit_ms);
    WorkerTier b(urlOf(redis));
    QTRY_VERIFY_WITH_TIMEOUT(b.ready(), limit_ms);
    a.find();
    QVERIFY(a.stores(shared(responseWith("x"))));
    QCOMPARE(bodyOf(b.find()), "x");
    redis.signal(SIGSTOP);
    QVERIFY(a.givesUp());
    a.invalidate();
    redis.signal(SIGCONT);
    QTRY_COMPARE_WITH_TIMEOUT(bodyOf(b.find()), "nothing", limit_ms);
}

void RedisValuesTest::keepsOutWhatIsTooLarge() {
    RedisProcess redis;
    QCOMPARE(redis.start(), QString());
    RedisOptions options{urlOf(redis)};
    options.maxValueBytes = 1'000'000;
    WorkerTier tier(options);
    QTRY_VERIFY_WITH_TIMEOUT(tier.ready(), limit_ms);
    tier.find();
    QVERIFY(tier.stores(shared(responseWith(std::string(1'000'000, 'x')))));
    QCOMPARE(bodyOf(tier.find()).size(), 1'000'000);
    tier.store(shared(responseWith(std::string(1'000'001, 'x'))));
    StoredResponse growing = responseWith("");
    growing.body = std::make_shared<Body>();
    tier.store(shared(std::move(growing)));
    QCOMPARE(tier.statistics.keptOut.value(), uint64_t(2));
}

void RedisValuesTest::missesWhatIsDamaged() {
    RedisProcess redis;
    QCOMPARE(redis.start(), QString());
    WorkerTier tier(urlOf(redis));
    QTRY_VERIFY_WITH_TIMEOUT(tier.ready(), limit_ms);
    tier.find();
    const QByteArray name = "sluice:c:" + bytes(key);
    QVERIFY(tier.stores(shared(responseWith("x"))));
    QCOMPARE(bodyOf(tier.find()), "x");
    redis.cli({"SETRANGE", name, "30", "?"});
    QCOMPARE(bodyOf(tier.find()), "nothing");
    redis.cli({"SET", name, "Slc\3 from the future"});
    QCOMPARE(bodyOf(tier.find()), "nothing");
    redis.cli({"SET", name, ""});
    QCOMPARE(bodyOf(tier.find()), "nothing");
    QCOMPARE(tier.statistics.damaged.value(), uint64_t(3));
    redis.cli({"DEL", name});
    redis.cli({"LPUSH", name, "a"});
    QCOMPARE(bodyOf(tier.find()), "nothing");
    redis.cli({"DEL", name});
    QVERIFY(tier.stores(variant("de", "x")));
    for (const QByteArray& line : redis.cli({"KEYS", "sluice:v:*"}).split('\n')) {
        redis.cli({"DEL", line});
        redis.cli({"LPUSH", line, "a"});
    }
    for (int i = 0; i < 20; ++i)
        QCOMPARE(bodyOf(tier.find(speaking("de"))), "nothing");
    QVERIFY(tier.ready());
}

QTEST_GUILESS_MAIN(RedisValuesTest)
#include "redis_values_test.moc"
