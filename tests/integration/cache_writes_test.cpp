#include <QtTest>
#include <atomic>
#include <memory>

#include "support/cached_gateway.h"
#include "support/raw_client.h"
#include "support/running_gateway.h"
#include "support/scripted_server.h"

using sluice::test::answerWith;
using sluice::test::cached;
using sluice::test::fetch;
using sluice::test::Gate;
using sluice::test::gatewayTo;
using sluice::test::getOf;
using sluice::test::purge;
using sluice::test::RawClient;
using sluice::test::RunningGateway;
using sluice::test::ScriptedServer;

namespace {

/// A resource whose first GET is read before it changes, and answered after that.
class SlowResource {
public:
    explicit SlowResource(std::string fields) : m_fields(std::move(fields)) {}

    uint16_t port() const { return m_server.port(); }
    /// Until somebody's first GET has been read.
    bool isAsked() { return m_asked.wait(); }
    void answer() { m_mayAnswer.open(); }
    void change() { ++m_version; }
    int gets() const { return m_gets; }

private:
    void serve(ScriptedServer::Connection& connection) {
        while (const auto request = connection.readRequest()) {
            if (!request->head.starts_with("GET")) {
                change();
                connection.send("HTTP/1.1 204 No Content\r\n\r\n");
                continue;
            }
            const std::string body = "version " + std::to_string(m_version);
            if (++m_gets == 1) {
                m_asked.open();
                m_mayAnswer.wait();
            }
            connection.send(answerWith(m_fields, body));
        }
    }

    const std::string m_fields;
    std::atomic<int> m_version = 1, m_gets = 0;
    Gate m_asked, m_mayAnswer;
    ScriptedServer m_server{[this](ScriptedServer::Connection& c) { serve(c); }};
};

std::string writeOf(const std::string& method, const std::string& path) {
    return method + " " + path + " HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n";
}

bool isHit(const RawClient::Response& response) {
    return response.field("Cache-Status").find("; hit") != std::string::npos;
}

}  // namespace

/// Who writes or purges has the last word, whatever is under way.
class CacheWritesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void storesNothingOlderThanAWrite_data();
    void storesNothingOlderThanAWrite();
    void storesWhatAFailedWriteLeft();
    void forgetsWhatALostWriteMayHaveChanged_data();
    void forgetsWhatALostWriteMayHaveChanged();
    void keepsWhatNoWriteHasReached();
    void storesNothingOlderThanItsPurge_data();
    void storesNothingOlderThanItsPurge();
    void givesWhatWasAskedBeforeToThoseWhoWait();
    void keepsNoValidationOlderThanAPurge();
};

void CacheWritesTest::storesNothingOlderThanAWrite_data() {
    QTest::addColumn<QByteArray>("method");
    for (const char* method : {"PUT", "POST", "DELETE", "PATCH", "PROPPATCH"})
        QTest::addRow("%s", method) << QByteArray(method);
}

void CacheWritesTest::storesNothingOlderThanAWrite() {
    QFETCH(QByteArray, method);
    SlowResource resource("Cache-Control: max-age=60\r\n");
    RunningGateway gateway(cached(resource.port()));
    RawClient early(gateway.port());
    early.send(getOf("/a"));
    QVERIFY(resource.isAsked());
    QCOMPARE(fetch(gateway.port(), writeOf(method.toStdString(), "/a")).status, 204);
    // It neither waits for the early one, nor gets what that one will bring.
    QCOMPARE(fetch(gateway.port(), getOf("/a")).body, std::string("version 2"));
    resource.answer();
    QCOMPARE(early.readResponse().body, std::string("version 1"));
    const auto late = fetch(gateway.port(), getOf("/a"));
    QCOMPARE(late.body, std::string("version 2"));
    QVERIFY(isHit(late));
}

void CacheWritesTest::storesWhatAFailedWriteLeft() {
    Gate asked, mayAnswer;
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        while (const auto request = connection.readRequest()) {
            if (request->head.starts_with("PUT")) {
                connection.send(answerWith({}, "no", "403 Forbidden"));
                continue;
            }
            asked.open();
            mayAnswer.wait();
            connection.send(answerWith("Cache-Control: max-age=60\r\n", "text"));
        }
    });
    RunningGateway gateway(cached(server.port()));
    RawClient early(gateway.port());
    early.send(getOf("/a"));
    QVERIFY(asked.wait());
    QCOMPARE(fetch(gateway.port(), writeOf("PUT", "/a")).status, 403);
    QCOMPARE(fetch(gateway.port(), writeOf("PUT", "/b")).status, 403);
    mayAnswer.open();
    QCOMPARE(early.readResponse().status, 200);
    QVERIFY(isHit(fetch(gateway.port(), getOf("/a"))));
}

void CacheWritesTest::forgetsWhatALostWriteMayHaveChanged_data() {
    QTest::addColumn<bool>("answers");  // though too late
    QTest::addColumn<bool>("stays");    // the client
    QTest::newRow("closed without an answer") << false << true;
    QTest::newRow("answered too late") << true << true;
    QTest::newRow("client gone") << true << false;
}

/// The server does what it is asked, and nobody is told.
void CacheWritesTest::forgetsWhatALostWriteMayHaveChanged() {
    QFETCH(bool, answers);
    QFETCH(bool, stays);
    std::atomic<int> version = 1;
    Gate over;
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        while (const auto request = connection.readRequest()) {
            const std::string body = "version " + std::to_string(version);
            if (request->head.starts_with("GET")) {
                connection.send(answerWith("Cache-Control: max-age=60\r\n", body));
                continue;
            }
            ++version;
            if (answers) over.wait();
            return;
        }
    });
    RunningGateway gateway(gatewayTo(server.port(), {}, "outlier = { enabled = false }",
                                     "timeout = \"1s\"\n[cache]\n"));
    QCOMPARE(gateway.error(), std::string());
    QCOMPARE(fetch(gateway.port(), getOf("/a")).body, std::string("version 1"));
    RawClient client(gateway.port());
    QVERIFY(client.send(writeOf("POST", "/a")));
    QTRY_COMPARE_WITH_TIMEOUT(version.load(), 2, 30'000);
    if (stays) {
        QCOMPARE(client.readResponse().status, answers ? 504 : 502);
    } else {
        client.reset();
    }
    QTRY_COMPARE_WITH_TIMEOUT(fetch(gateway.port(), getOf("/a")).body, std::string("version 2"),
                              30'000);
    over.open();
}

void CacheWritesTest::keepsWhatNoWriteHasReached() {
    auto server = std::make_unique<ScriptedServer>(
        answerWith("Cache-Control: max-age=60\r\nConnection: close\r\n", "kept"));
    RunningGateway gateway(cached(server->port()));
    QCOMPARE(fetch(gateway.port(), getOf("/a")).body, std::string("kept"));
    server.reset();
    QCOMPARE(fetch(gateway.port(), writeOf("POST", "/a")).status, 502);
    QVERIFY(isHit(fetch(gateway.port(), getOf("/a"))));
}

void CacheWritesTest::storesNothingOlderThanItsPurge_data() {
    QTest::addColumn<QByteArray>("what");
    QTest::addColumn<bool>("stored");
    const auto row = [](const char* what, bool stored) {
        QTest::addRow("%s", what) << QByteArray(what) << stored;
    };
    row("all", false);
    row("url:http://a/dir/a", false);
    row("url:/dir/a", false);
    row("prefix:/dir/", false);
    row("glob:/*/a", false);
    row("tag:news", false);
    row("url:http://a/dir/b", true);
    row("url:http://b/dir/a", true);
    row("prefix:/other", true);
    row("glob:/dir/b*", true);
    row("tag:sports", true);
}

void CacheWritesTest::storesNothingOlderThanItsPurge() {
    QFETCH(QByteArray, what);
    QFETCH(bool, stored);
    SlowResource resource("Cache-Control: max-age=60\r\nCache-Tag: news\r\n");
    RunningGateway gateway(cached(resource.port()));
    RawClient early(gateway.port());
    early.send(getOf("/dir/a"));
    QVERIFY(resource.isAsked());
    resource.change();
    QCOMPARE(purge(gateway, what.toStdString()).status, 200);
    resource.answer();
    QCOMPARE(early.readResponse().body, std::string("version 1"));
    const auto late = fetch(gateway.port(), getOf("/dir/a"));
    QCOMPARE(late.body, std::string(stored ? "version 1" : "version 2"));
    QCOMPARE(isHit(late), stored);
}

/// Others' requests that wait for the same answer came before the purge, too: one request is enough
/// for them, and another one for all who come after it.
void CacheWritesTest::givesWhatWasAskedBeforeToThoseWhoWait() {
    SlowResource resource("Cache-Control: max-age=60\r\n");
    RunningGateway gateway(cached(resource.port()));
    std::vector<std::unique_ptr<RawClient>> early(8);
    for (auto& client : early) {
        client = std::make_unique<RawClient>(gateway.port());
        client->send(getOf("/a"));
    }
    QVERIFY(resource.isAsked());
    QTRY_COMPARE_WITH_TIMEOUT(gateway.snapshot()->total.inFlight, int64_t{8}, 30'000);
    resource.change();
    QCOMPARE(purge(gateway, "url:http://a/a").status, 200);
    QCOMPARE(fetch(gateway.port(), getOf("/a")).body, std::string("version 2"));
    resource.answer();
    for (const auto& client : early)
        QCOMPARE(client->readResponse().body, std::string("version 1"));
    QCOMPARE(resource.gets(), 2);
    QCOMPARE(fetch(gateway.port(), getOf("/a")).body, std::string("version 2"));
}

void CacheWritesTest::keepsNoValidationOlderThanAPurge() {
    Gate validating, mayAnswer;
    std::atomic<int> whole = 0;
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        while (const auto request = connection.readRequest()) {
            if (request->head.find("If-None-Match") == std::string::npos) {
                const std::string fields = whole == 0 ? "max-age=1" : "max-age=60";
                connection.send(answerWith("ETag: \"x\"\r\nCache-Control: " + fields + "\r\n",
                                           "answer " + std::to_string(++whole)));
                continue;
            }
            validating.open();
            mayAnswer.wait();
            connection.send(
                "HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\n"
                "Cache-Control: max-age=60\r\n\r\n");
        }
    });
    RunningGateway gateway(cached(server.port()));
    QCOMPARE(fetch(gateway.port(), getOf("/a")).body, std::string("answer 1"));
    RawClient client(gateway.port());
    client.send(getOf("/a", "Cache-Control: max-age=0\r\n"));
    QVERIFY(validating.wait());
    QCOMPARE(purge(gateway, "url:http://a/a").status, 200);
    mayAnswer.open();
    QCOMPARE(client.readResponse().body, std::string("answer 1"));
    QCOMPARE(fetch(gateway.port(), getOf("/a")).body, std::string("answer 2"));
    QVERIFY(isHit(fetch(gateway.port(), getOf("/a"))));
}

QTEST_GUILESS_MAIN(CacheWritesTest)
#include "cache_writes_test.moc"
