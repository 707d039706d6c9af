#include <signal.h>

#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include "cache/redis/breaker.h"
#include "support/redis_process.h"
#include "support/worker_tier.h"

using namespace sluice;
using namespace sluice::cache;
using namespace sluice::cache::redis;
using namespace std::chrono_literals;
using test::bodyOf;
using test::RedisProcess;
using test::responseWith;
using test::shared;
using test::urlOf;
using test::WorkerTier;

namespace {

constexpr int limit_ms = 60'000;

}  // namespace

/// Redis is never in the way, whatever becomes of it.
class RedisFailuresTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void survivesADeath();
    void survivesAStop();
    void survivesSlowness();
    void survivesWhatIsNoRedis_data();
    void survivesWhatIsNoRedis();
    void endsAmidLookups();
};

void RedisFailuresTest::survivesADeath() {
    RedisProcess redis;
    QCOMPARE(redis.start(), QString());
    WorkerTier tier(urlOf(redis));
    QTRY_VERIFY_WITH_TIMEOUT(tier.ready(), limit_ms);
    redis.signal(SIGSTOP);
    tier.begin(500);
    redis.kill();
    QTRY_VERIFY_WITH_TIMEOUT(tier.ended == 500, limit_ms);
    QTRY_VERIFY_WITH_TIMEOUT(tier.down(), limit_ms);
    QVERIFY2(tier.news.has("is lost"), tier.news.all().c_str());
    QCOMPARE(bodyOf(tier.find()), "nothing");
    tier.store(shared(responseWith("x")));
    QVERIFY(tier.statistics.dropped.value() > 0);
    QCOMPARE(redis.start(), QString());
    QTRY_VERIFY_WITH_TIMEOUT(tier.ready(), limit_ms);
    tier.find();
    QVERIFY(tier.stores(shared(responseWith("x"))));
    QCOMPARE(bodyOf(tier.find()), "x");
}

void RedisFailuresTest::survivesAStop() {
    RedisProcess redis;
    QCOMPARE(redis.start(), QString());
    RedisOptions options{urlOf(redis)};
    options.lookupTimeout = 100ms;
    WorkerTier tier(options);
    QTRY_VERIFY_WITH_TIMEOUT(tier.ready(), limit_ms);
    redis.signal(SIGSTOP);
    QVERIFY(tier.givesUp());
    QVERIFY(tier.statistics.timeouts.value() >= Breaker::mostInARow);
    const uint64_t timeouts = tier.statistics.timeouts.value();
    for (int i = 0; i < 100; ++i)
        QCOMPARE(bodyOf(tier.find()), "nothing");
    QCOMPARE(tier.statistics.timeouts.value(), timeouts);
    QVERIFY(tier.statistics.unavailable.value() >= 100);
    redis.signal(SIGCONT);
    QTRY_VERIFY_WITH_TIMEOUT(tier.ready(), limit_ms);
    QTRY_VERIFY_WITH_TIMEOUT(tier.find() || tier.stores(shared(responseWith("x"))), limit_ms);
    QTRY_COMPARE_WITH_TIMEOUT(bodyOf(tier.find()), "x", limit_ms);
}

void RedisFailuresTest::survivesSlowness() {
    RedisProcess redis;
    QCOMPARE(redis.start(), QString());
    RedisOptions options{urlOf(redis)};
    options.lookupTimeout = 50ms;
    WorkerTier tier(options);
    QTRY_VERIFY_WITH_TIMEOUT(tier.ready(), limit_ms);
    redis.cli({"CLIENT", "PAUSE", "3000", "ALL"});
    QVERIFY(tier.givesUp());
    QVERIFY(tier.statistics.timeouts.value() >= Breaker::mostInARow);
    QTRY_VERIFY_WITH_TIMEOUT(tier.ready(), limit_ms);
}

void RedisFailuresTest::survivesWhatIsNoRedis_data() {
    QTest::addColumn<QByteArray>("greeting");
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QByteArray>("more");
    using B = QByteArray;
    const B pong = "+PONG\r\n";
    QTest::newRow("mail") << B("220 mail ESMTP\r\n") << B("500 what?\r\n") << B();
    QTest::newRow("web") << B() << B("HTTP/1.1 400 Bad Request\r\n\r\n") << B();
    QTest::newRow("post office") << B("+OK POP3\r\n") << B("-ERR\r\n-ERR\r\n") << B();
    QTest::newRow("too many answers") << B() << pong.repeated(20) << B();
    QTest::newRow("unasked number") << B() << pong << B(":1\r\n");
    QTest::newRow("unasked nothing") << B() << pong << B("$-1\r\n");
    QTest::newRow("unasked list") << B() << pong << B("*1\r\n$1\r\na\r\n");
    QTest::newRow("unasked error") << B() << pong << B("-ERR max number of clients\r\n");
    QTest::newRow("long list") << B() << B("*2000000000\r\n") << B();
    QTest::newRow("negative list") << B() << B("*-7\r\n") << B();
    QTest::newRow("huge text") << B() << B("$99999999999999999999\r\n") << B();
    QTest::newRow("deep list") << B() << B("*1\r\n").repeated(50) << B();
    QTest::newRow("zeros") << B(100'000, '\0') << B() << B();
}

void RedisFailuresTest::survivesWhatIsNoRedis() {
    QFETCH(QByteArray, greeting);
    QFETCH(QByteArray, answer);
    QFETCH(QByteArray, more);
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress(QHostAddress::LocalHost)));
    connect(&server, &QTcpServer::newConnection, this, [&] {
        QTcpSocket* socket = server.nextPendingConnection();
        socket->write(greeting);
        connect(socket, &QTcpSocket::readyRead, socket, [&, socket] {
            if (socket->readAll().contains("PING")) socket->write(answer + more.repeated(20));
        });
    });
    WorkerTier tier("redis://127.0.0.1:" + std::to_string(server.serverPort()));
    QTRY_VERIFY_WITH_TIMEOUT(tier.down(), limit_ms);
    QCOMPARE(bodyOf(tier.find()), "nothing");
}

void RedisFailuresTest::endsAmidLookups() {
    RedisProcess redis;
    QCOMPARE(redis.start(), QString());
    for (int i = 0; i < 10; ++i) {
        WorkerTier tier(urlOf(redis));
        QTRY_VERIFY_WITH_TIMEOUT(tier.ready(), limit_ms);
        tier.begin(100);
        tier.store(shared(responseWith("x")));
        tier.invalidate();
    }
    redis.signal(SIGSTOP);
    WorkerTier connecting(urlOf(redis));
    connecting.begin(3);
    QTRY_VERIFY_WITH_TIMEOUT(connecting.ended == 3, limit_ms);
}

QTEST_GUILESS_MAIN(RedisFailuresTest)
#include "redis_failures_test.moc"
