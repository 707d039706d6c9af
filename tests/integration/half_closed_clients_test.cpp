#include <QtTest>
#include <atomic>

#include "support/raw_client.h"
#include "support/running_gateway.h"
#include "support/scripted_server.h"

using namespace std::string_literals;
using sluice::test::Gate;
using sluice::test::gatewayTo;
using sluice::test::RawClient;
using sluice::test::RunningGateway;
using sluice::test::ScriptedServer;

namespace {

constexpr int limit_ms = 30'000;
constexpr const char* okAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
constexpr const char* get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

}  // namespace

/// Clients that end their side of the connection behind their request, and read on.
class HalfClosedClientsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void getTheirAnswer_data();
    void getTheirAnswer();
    void getAnAnswerThatTakesLong();
    void waitForABoundedTime();
    void areGivenUpWhenTheyAreGone_data();
    void areGivenUpWhenTheyAreGone();
    void getTheAnswerToARequestThatWasRefused();
};

void HalfClosedClientsTest::getTheirAnswer_data() {
    QTest::addColumn<std::string>("request");
    QTest::addColumn<int>("answers");
    QTest::newRow("GET") << std::string(get) << 1;
    QTest::newRow("pipelined") << get + std::string(get) + get << 3;
    QTest::newRow("length") << "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody"s << 1;
    QTest::newRow("chunked") << "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                                "4\r\nbody\r\n0\r\n\r\n"s
                             << 1;
    QTest::newRow("HTTP/1.0") << "GET / HTTP/1.0\r\n\r\n"s << 1;
}

/// The server answers when the end of the client's side must have been seen.
void HalfClosedClientsTest::getTheirAnswer() {
    QFETCH(std::string, request);
    QFETCH(int, answers);
    Gate halfClosed;
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        while (connection.readRequest()) {
            halfClosed.wait();
            connection.send(okAnswer);
        }
    });
    RunningGateway gateway(gatewayTo(server.port()));
    QCOMPARE(gateway.error(), ""s);
    RawClient client(gateway.port());
    client.send(request);
    client.shutdownSend();
    QTRY_VERIFY_WITH_TIMEOUT(server.requests() > 0, limit_ms);
    // What a later client sends is read after the earlier one's end.
    for (int i = 0; i < 2; ++i) {
        RawClient later(gateway.port());
        later.send("BAD\r\n\r\n");
        QCOMPARE(later.readResponse().status, 400);
    }
    halfClosed.open();
    for (int i = 0; i < answers; ++i)
        QCOMPARE(client.readResponse().body, "ok"s);
    QCOMPARE(client.readToEnd(), ""s);
    QCOMPARE(client.end(), RawClient::End::closed);
}

/// The limit is for silence: whoever takes bytes is there.
void HalfClosedClientsTest::getAnAnswerThatTakesLong() {
    constexpr int pieces = 60;
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        if (!connection.readRequest()) return;
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(pieces) +
                        "\r\n\r\n");
        for (int i = 0; i < pieces; ++i) {
            QTest::qWait(50);
            connection.send("x");
        }
    });
    RunningGateway gateway(gatewayTo(server.port(), "half_closed_timeout = \"2s\""));
    QCOMPARE(gateway.error(), ""s);
    RawClient client(gateway.port());
    client.send(get);
    client.shutdownSend();
    QCOMPARE(client.readResponse().body, std::string(pieces, 'x'));
}

void HalfClosedClientsTest::waitForABoundedTime() {
    Gate gone;
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        if (!connection.readRequest()) return;
        connection.waitForClose();
        gone.open();
    });
    RunningGateway gateway(gatewayTo(server.port(), "half_closed_timeout = \"300ms\"",
                                     "timeouts = { read = \"10m\" }", "timeout = \"0s\""));
    QCOMPARE(gateway.error(), ""s);
    RawClient client(gateway.port());
    client.send(get);
    client.shutdownSend();
    QVERIFY(gone.wait());
    QCOMPARE(client.readToEnd(), ""s);
    QTRY_VERIFY_WITH_TIMEOUT(gateway.idle(), limit_ms);
}

void HalfClosedClientsTest::areGivenUpWhenTheyAreGone_data() {
    QTest::addColumn<bool>("halfClosedBefore");
    QTest::newRow("at once") << false;
    QTest::newRow("after their side") << true;
}

void HalfClosedClientsTest::areGivenUpWhenTheyAreGone() {
    QFETCH(bool, halfClosedBefore);
    Gate gone;
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        if (!connection.readRequest()) return;
        connection.waitForClose();
        gone.open();
    });
    // No time limit is to do what the client's end must.
    RunningGateway gateway(gatewayTo(server.port(), "half_closed_timeout = \"0s\"",
                                     "timeouts = { read = \"10m\" }", "timeout = \"0s\""));
    QCOMPARE(gateway.error(), ""s);
    RawClient client(gateway.port());
    client.send(get);
    QTRY_VERIFY_WITH_TIMEOUT(server.requests() > 0, limit_ms);
    if (halfClosedBefore) client.shutdownSend();
    QVERIFY(!gone.wait(std::chrono::milliseconds(100)));
    client.reset();
    QVERIFY(gone.wait());
    QTRY_VERIFY_WITH_TIMEOUT(gateway.idle(), limit_ms);
}

void HalfClosedClientsTest::getTheAnswerToARequestThatWasRefused() {
    ScriptedServer server(okAnswer);
    RunningGateway gateway(gatewayTo(server.port()));
    RawClient client(gateway.port());
    client.send("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n");
    client.shutdownSend();
    QCOMPARE(client.readResponse().status, 400);
    QCOMPARE(client.readToEnd(), ""s);
    QCOMPARE(client.end(), RawClient::End::closed);
}

QTEST_GUILESS_MAIN(HalfClosedClientsTest)
#include "half_closed_clients_test.moc"
