#include <QtTest>

#include "support/raw_client.h"
#include "support/running_gateway.h"
#include "support/scripted_server.h"

using namespace std::string_literals;
using sluice::test::gatewayToAll;
using sluice::test::RawClient;
using sluice::test::RunningGateway;
using sluice::test::ScriptedServer;

namespace {

constexpr int limit_ms = 30'000;
constexpr const char* okAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
constexpr const char* post = "POST /up HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n";

/// Everybody is judged by little.
constexpr const char* strict = "outlier = { consecutive_errors = 1, min_requests = 1 }\n";

std::string withListen(std::string toml, const std::string& lines) {
    const std::string section = "[listen]\n";
    return toml.insert(toml.find(section) + section.size(), lines);
}

std::string withTimeout(std::string toml, const std::string& timeout) {
    const std::string section = "[routes.all]\n";
    return toml.insert(toml.find(section) + section.size(), "timeout = \"" + timeout + "\"\n");
}

/// Whether nothing speaks against any server, by a snapshot that has counted all.
bool noneIsBlamed(RunningGateway& gateway) {
    const auto done = [&] {
        const auto snapshot = gateway.snapshot();
        return snapshot->total.inFlight == 0 && gateway.idle();
    };
    if (!QTest::qWaitFor(done, limit_ms)) return false;
    for (const auto& server : gateway.snapshot()->pools.front().servers) {
        if (server.state != "healthy" || server.successRate < 1) return false;
    }
    return true;
}

}  // namespace

/// Clients that take their time to send, and who is blamed for it.
class UploadsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void letsAnUploadTakeLongerThanTheAnswerMay();
    void answersAStalledUploadAndBlamesNoServer();
    void blamesNoServerForAClientThatGoes();
    void blamesNoServerThatLosesPatienceWithAClient();
    void blamesNoServerThatLosesPatienceWithATrickle();
    void limitsTheTimeOfTheAnswerAfterTheUpload();
};

void UploadsTest::letsAnUploadTakeLongerThanTheAnswerMay() {
    ScriptedServer server(okAnswer);
    RunningGateway gateway(withTimeout(
        gatewayToAll({server.port()}, strict + "timeouts = { read = \"200ms\" }"s), "200ms"));
    QCOMPARE(gateway.error(), std::string());
    RawClient client(gateway.port());
    QVERIFY(client.send(post));
    for (int i = 0; i < 5; ++i) {
        QTest::qWait(150);
        QVERIFY(client.send("xx"));
    }
    QCOMPARE(client.readResponse().status, 200);
    client.close();
    QVERIFY(noneIsBlamed(gateway));
}

void UploadsTest::answersAStalledUploadAndBlamesNoServer() {
    ScriptedServer first(okAnswer);
    ScriptedServer second(okAnswer);
    RunningGateway gateway(
        withListen(withTimeout(gatewayToAll({first.port(), second.port()},
                                            strict + "timeouts = { read = \"200ms\" }"s),
                               "200ms"),
                   "body_timeout = \"500ms\"\n"));
    QCOMPARE(gateway.error(), std::string());
    for (int i = 0; i < 3; ++i) {
        RawClient client(gateway.port());
        QVERIFY(client.send(post + "half"s));
        QCOMPARE(client.readResponse().status, 408);
    }
    QVERIFY(noneIsBlamed(gateway));
}

void UploadsTest::blamesNoServerForAClientThatGoes() {
    ScriptedServer server(okAnswer);
    RunningGateway gateway(gatewayToAll({server.port()}, strict));
    for (const bool resets : {false, true}) {
        RawClient client(gateway.port());
        QVERIFY(client.send(post + "half"s));
        QTRY_VERIFY_WITH_TIMEOUT(gateway.snapshot()->total.inFlight == 1, limit_ms);
        resets ? client.reset() : client.close();
        QTRY_VERIFY_WITH_TIMEOUT(gateway.snapshot()->total.inFlight == 0, limit_ms);
    }
    QVERIFY(noneIsBlamed(gateway));
}

/// Many servers close a connection on which the rest of a request does not come.
void UploadsTest::blamesNoServerThatLosesPatienceWithAClient() {
    ScriptedServer server([](ScriptedServer::Connection& connection) {
        if (connection.readHead()) QTest::qSleep(1500);
    });
    RunningGateway gateway(gatewayToAll({server.port()}, strict));
    RawClient client(gateway.port());
    QVERIFY(client.send(post + "half"s));
    QCOMPARE(client.readResponse().status, 502);
    client.close();
    QVERIFY(noneIsBlamed(gateway));
}

/// The client sends all the time, a little at a time.
void UploadsTest::blamesNoServerThatLosesPatienceWithATrickle() {
    std::atomic<bool> closed = false;
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        const QDeadlineTimer patience(900);
        if (!connection.readHead()) return;
        while (!patience.hasExpired() && !connection.readSome().empty()) {
        }
        closed = true;
    });
    RunningGateway gateway(gatewayToAll({server.port()}, strict));
    RawClient client(gateway.port());
    QVERIFY(client.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n"));
    while (!closed && client.send("x"))
        QTest::qWait(20);
    QCOMPARE(client.readResponse().status, 502);
    client.close();
    QVERIFY(noneIsBlamed(gateway));
}

void UploadsTest::limitsTheTimeOfTheAnswerAfterTheUpload() {
    ScriptedServer server([](ScriptedServer::Connection& connection) {
        if (connection.readRequest()) connection.waitForClose();
    });
    RunningGateway gateway(withTimeout(gatewayToAll({server.port()}, ""), "300ms"));
    RawClient client(gateway.port());
    QVERIFY(client.send(post));
    QTest::qWait(400);
    QVERIFY(client.send("0123456789"));
    QCOMPARE(client.readResponse().status, 504);
    QCOMPARE(server.requests(), 1);
    QTRY_VERIFY_WITH_TIMEOUT(gateway.snapshot()->pools.front().servers.front().successRate < 1,
                             limit_ms);
}

QTEST_GUILESS_MAIN(UploadsTest)
#include "uploads_test.moc"
