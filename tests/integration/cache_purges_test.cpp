#include <QtTest>
#include <atomic>

#include "support/cached_gateway.h"
#include "support/raw_client.h"
#include "support/running_gateway.h"
#include "support/scripted_server.h"

using sluice::test::answerWith;
using sluice::test::cached;
using sluice::test::fetch;
using sluice::test::Gate;
using sluice::test::getOf;
using sluice::test::purge;
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
    for (const char* what : {"/a", "url:http://a/a", "prefix:/", "glob:/?", "tag:news", "all"}) {
        fetch(gateway.port(), getOf("/a"));
        const auto purged = purge(gateway, what);
        QCOMPARE(purged.status, 200);
        QVERIFY2(purged.body.find("\"purged\":1") != std::string::npos, purged.body.c_str());
        const auto again = fetch(gateway.port(), getOf("/a"));
        QVERIFY(again.field("Cache-Status").find("fwd=uri-miss") != std::string::npos);
    }
    QCOMPARE(purge(gateway, "tag:").status, 422);
    QVERIFY(purge(gateway, "tag:other").body.find("\"purged\":0") != std::string::npos);
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
    QCOMPARE(purge(gateway, "all").status, 200);
    mayAnswer.open();
    QCOMPARE(client.readResponse().body, std::string("answer 1"));
    QCOMPARE(fetch(gateway.port(), getOf("/a")).body, std::string("answer 2"));
    QCOMPARE(fetch(gateway.port(), getOf("/a")).body, std::string("answer 2"));
}

QTEST_GUILESS_MAIN(CachePurgesTest)
#include "cache_purges_test.moc"
