#include <QtTest>
#include <memory>

#include "support/cached_gateway.h"
#include "support/raw_client.h"
#include "support/running_gateway.h"
#include "support/scripted_server.h"

using sluice::test::answerWith;
using sluice::test::cached;
using sluice::test::Gate;
using sluice::test::getOf;
using sluice::test::RawClient;
using sluice::test::RunningGateway;
using sluice::test::ScriptedServer;

namespace {

constexpr auto hints = "HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n";

/// Gives each request a hint, and the answer when it may.
class HintingServer {
public:
    explicit HintingServer(std::string fields) : m_fields(std::move(fields)) {}
    ~HintingServer() { m_mayAnswer.open(); }

    uint16_t port() const { return m_server.port(); }
    int requests() const { return m_server.requests(); }
    void hint() { m_mayHint.open(); }
    void answer() { m_mayAnswer.open(); }

private:
    void serve(ScriptedServer::Connection& connection) {
        while (const auto request = connection.readRequest()) {
            m_mayHint.wait();
            connection.send(hints);
            m_mayAnswer.wait();
            const bool validates = request->head.find("If-None-Match") != std::string::npos;
            connection.send(validates
                                ? "HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\n" + m_fields + "\r\n"
                                : answerWith("ETag: \"x\"\r\n" + m_fields, "text"));
        }
    }

    const std::string m_fields;
    Gate m_mayHint, m_mayAnswer;
    ScriptedServer m_server{[this](ScriptedServer::Connection& c) { serve(c); }};
};

bool isHint(const std::string& head) {
    return head.starts_with("HTTP/1.1 103") && head.find("/a.css") != std::string::npos;
}

}  // namespace

/// Interim answers reach the client that waits, whatever the cache makes of the final one (RFC 9110
/// section 15.2).
class CacheInterimTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void passes_data();
    void passes();
    void passesToAllWhoWait();
    void outlivesTheClient();
};

void CacheInterimTest::passes_data() {
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<QByteArray>("request");
    QTest::newRow("stored") << QByteArray("Cache-Control: max-age=60\r\n") << QByteArray();
    QTest::newRow("not stored") << QByteArray("Cache-Control: no-store\r\n") << QByteArray();
    QTest::newRow("validated") << QByteArray("Cache-Control: max-age=60\r\n")
                               << QByteArray("Cache-Control: max-age=0\r\n");
    QTest::newRow("with credentials") << QByteArray("Cache-Control: max-age=60\r\n")
                                      << QByteArray("Authorization: Basic eDp5\r\n");
    QTest::newRow("past the cache")
        << QByteArray("Cache-Control: max-age=60\r\n") << QByteArray("Cache-Control: no-store\r\n");
}

/// To the first and to a second request.
void CacheInterimTest::passes() {
    QFETCH(QByteArray, fields);
    QFETCH(QByteArray, request);
    HintingServer server(fields.toStdString());
    RunningGateway gateway(cached(server.port()));
    server.hint();
    server.answer();
    for (int asked = 1; asked <= 2; ++asked) {
        RawClient client(gateway.port());
        client.send(getOf("/a", request.toStdString()));
        const bool isHit = asked == 2 && request.isEmpty() && fields.contains("max-age");
        if (!isHit) QVERIFY(isHint(client.readUntil("\r\n\r\n")));
        QCOMPARE(client.readResponse().body, std::string("text"));
    }
}

void CacheInterimTest::passesToAllWhoWait() {
    HintingServer server("Cache-Control: max-age=60\r\n");
    RunningGateway gateway(cached(server.port()));
    std::vector<std::unique_ptr<RawClient>> clients(6);
    for (auto& client : clients) {
        client = std::make_unique<RawClient>(gateway.port());
        client->send(getOf("/a"));
    }
    QTRY_COMPARE_WITH_TIMEOUT(gateway.snapshot()->total.inFlight, int64_t{6}, 30'000);
    QTRY_COMPARE_WITH_TIMEOUT(server.requests(), 1, 30'000);
    server.hint();
    for (const auto& client : clients)
        QVERIFY(isHint(client->readUntil("\r\n\r\n")));
    server.answer();
    for (const auto& client : clients)
        QCOMPARE(client->readResponse().body, std::string("text"));
    QCOMPARE(server.requests(), 1);
}

void CacheInterimTest::outlivesTheClient() {
    HintingServer server("Cache-Control: max-age=60\r\n");
    RunningGateway gateway(cached(server.port()));
    RawClient first(gateway.port()), second(gateway.port());
    first.send(getOf("/a"));
    QTRY_COMPARE_WITH_TIMEOUT(server.requests(), 1, 30'000);
    second.send(getOf("/a"));
    QTRY_COMPARE_WITH_TIMEOUT(gateway.snapshot()->total.inFlight, int64_t{2}, 30'000);
    first.reset();
    QTRY_COMPARE_WITH_TIMEOUT(gateway.snapshot()->total.inFlight, int64_t{1}, 30'000);
    server.hint();
    QVERIFY(isHint(second.readUntil("\r\n\r\n")));
    server.answer();
    QCOMPARE(second.readResponse().body, std::string("text"));
}

QTEST_GUILESS_MAIN(CacheInterimTest)
#include "cache_interim_test.moc"
