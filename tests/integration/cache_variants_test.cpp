#include <QtTest>
#include <atomic>

#include "support/cached_gateway.h"
#include "support/raw_client.h"
#include "support/redis_process.h"
#include "support/running_gateway.h"
#include "support/scripted_server.h"

using sluice::test::answerWith;
using sluice::test::cached;
using sluice::test::fetchFrom;
using sluice::test::getOf;
using sluice::test::RawClient;
using sluice::test::RedisProcess;
using sluice::test::RunningGateway;
using sluice::test::ScriptedServer;

namespace {

constexpr int limit_ms = 60'000;
constexpr const char* one = "127.0.0.1";
constexpr const char* other = "127.0.0.2";

/// A server whose answers differ by language, and that counts its requests.
struct Languages {
    std::atomic<int> requests = 0;
    ScriptedServer server{[this](ScriptedServer::Connection& connection) {
        while (connection.readRequest()) {
            ++requests;
            const std::string fields = "Cache-Control: max-age=600\r\nVary: Accept-Language\r\n";
            if (!connection.send(answerWith(fields, "page"))) return;
        }
    }};
};

bool ask(RunningGateway& gateway, const char* client, int language, const std::string& more = {}) {
    const std::string fields = "Accept-Language: x-" + std::to_string(language) + "\r\n" + more;
    return fetchFrom(client, gateway.port(), getOf("/page", fields)).status == 200;
}

/// Those of the other one are there, whatever the one asks for.
bool floodsInVain(RunningGateway& gateway, Languages& origin, const std::string& more = {}) {
    bool answered = true;
    for (int i = 0; i < 5; ++i)
        answered = answered && ask(gateway, other, i);
    for (int i = 100; i < 200; ++i)
        answered = answered && ask(gateway, one, i, more);
    const int before = origin.requests;
    for (int i = 0; i < 5; ++i)
        answered = answered && ask(gateway, other, i);
    return answered && origin.requests == before;
}

}  // namespace

/// How many variants of a page there may be, and whose.
class CacheVariantsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void oneClientKeepsNobodysVariantsOut();
    void clientsOfAProxyAreToldApart();
    void redisKeepsNoMore();
};

void CacheVariantsTest::oneClientKeepsNobodysVariantsOut() {
    Languages origin;
    RunningGateway gateway(cached(origin.server.port()));
    QCOMPARE(gateway.error(), std::string());
    QVERIFY(floodsInVain(gateway, origin));
    // It keeps the newest of its own.
    const int before = origin.requests;
    QVERIFY(ask(gateway, one, 199));
    QCOMPARE(origin.requests.load(), before);
    QVERIFY(ask(gateway, one, 100));
    QCOMPARE(origin.requests.load(), before + 1);
}

void CacheVariantsTest::clientsOfAProxyAreToldApart() {
    Languages origin;
    QByteArray text = QByteArray::fromStdString(cached(origin.server.port()));
    text.replace("[listen]\n", "[listen]\ntrusted_proxies = [\"127.0.0.1\"]\n");
    RunningGateway gateway(text.toStdString());
    QCOMPARE(gateway.error(), std::string());
    const auto askFor = [&](const char* client, int language) {
        return ask(gateway, one, language,
                   "X-Forwarded-For: 1.1.1.1, " + std::string(client) + "\r\n");
    };
    for (int i = 0; i < 5; ++i)
        QVERIFY(askFor("192.0.2.1", i));
    for (int i = 100; i < 200; ++i)
        QVERIFY(askFor("192.0.2.2", i));
    const int before = origin.requests;
    for (int i = 0; i < 5; ++i)
        QVERIFY(askFor("192.0.2.1", i));
    QCOMPARE(origin.requests.load(), before);
}

void CacheVariantsTest::redisKeepsNoMore() {
    RedisProcess redis;
    QCOMPARE(redis.start(), QString());
    const std::string url = "redis = \"redis://127.0.0.1:" + std::to_string(redis.port()) + "\"\n";
    Languages origin;
    RunningGateway gateway(cached(origin.server.port(), url));
    QTRY_COMPARE_WITH_TIMEOUT(gateway.snapshot()->cache.redisState, std::string("ready"), limit_ms);
    QVERIFY(floodsInVain(gateway, origin));
    const auto names = [&] { return redis.cli({"KEYS", "sluice:v:*"}).split('\n').size(); };
    QTRY_COMPARE_WITH_TIMEOUT(names(), qsizetype{16}, limit_ms);
    // What another gateway finds there is what the first one keeps.
    RunningGateway second(cached(origin.server.port(), url));
    QTRY_COMPARE_WITH_TIMEOUT(second.snapshot()->cache.redisState, std::string("ready"), limit_ms);
    const int before = origin.requests;
    for (int i = 0; i < 5; ++i)
        QVERIFY(ask(second, other, i));
    QCOMPARE(origin.requests.load(), before);
}

QTEST_GUILESS_MAIN(CacheVariantsTest)
#include "cache_variants_test.moc"
