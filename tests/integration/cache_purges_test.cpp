#include <QtTest>
#include <atomic>

#include "support/cached_gateway.h"
#include "support/raw_client.h"
#include "support/running_gateway.h"
#include "support/scripted_server.h"

using sluice::cache::PurgePattern;
using sluice::test::answerWith;
using sluice::test::cached;
using sluice::test::fetch;
using sluice::test::Gate;
using sluice::test::getOf;
using sluice::test::RawClient;
using sluice::test::RunningGateway;
using sluice::test::ScriptedServer;

/// Purges of the cache in a whole gateway.
class CachePurgesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void purges();
    void storesNothingThatWasPurgedMeanwhile();
};

void CachePurgesTest::purges() {
    ScriptedServer server(
        answerWith("Cache-Control: max-age=60\r\nSurrogate-Key: news front\r\n", "text"));
    RunningGateway gateway(cached(server.port()));
    const auto purge = [&](const std::string& what) {
        const std::string body = "{\"what\": \"" + what + "\"}";
        return fetch(gateway.adminPort(),
                     "POST /api/v1/cache/purge HTTP/1.1\r\nHost: 127.0.0.1:" +
                         std::to_string(gateway.adminPort()) +
                         "\r\nContent-Type: application/json\r\nContent-Length: " +
                         std::to_string(body.size()) + "\r\n\r\n" + body);
    };
    for (const char* what : {"/a", "prefix:/", "glob:/?", "tag:news", "all"}) {
        fetch(gateway.port(), getOf("/a"));
        const auto purged = purge(what);
        QCOMPARE(purged.status, 200);
        QVERIFY2(purged.body.find("\"purged\":1") != std::string::npos, purged.body.c_str());
        const auto again = fetch(gateway.port(), getOf("/a"));
        QVERIFY(again.field("Cache-Status").find("fwd=uri-miss") != std::string::npos);
    }
    QCOMPARE(purge("tag:").status, 422);
    QVERIFY(purge("tag:other").body.find("\"purged\":0") != std::string::npos);
}

void CachePurgesTest::storesNothingThatWasPurgedMeanwhile() {
    Gate asked, mayAnswer;
    std::atomic<int> count = 0;
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        while (connection.readRequest()) {
            const std::string body = "answer " + std::to_string(++count);
            asked.open();
            mayAnswer.wait();
            connection.send(answerWith("Cache-Control: max-age=60\r\n", body));
        }
    });
    RunningGateway gateway(cached(server.port()));
    RawClient client(gateway.port());
    client.send(getOf("/a"));
    QVERIFY(asked.wait());
    gateway.call([](auto& engine) { QVERIFY(engine.purgeCache(PurgePattern::all()).has_value()); });
    mayAnswer.open();
    QCOMPARE(client.readResponse().body, std::string("answer 1"));
    QCOMPARE(fetch(gateway.port(), getOf("/a")).body, std::string("answer 2"));
    QCOMPARE(fetch(gateway.port(), getOf("/a")).body, std::string("answer 2"));
}

QTEST_GUILESS_MAIN(CachePurgesTest)
#include "cache_purges_test.moc"
