#include <QtTest>

#include "support/nginx_process.h"
#include "support/raw_client.h"
#include "support/running_gateway.h"
#include "support/scripted_server.h"

using namespace std::string_literals;
using sluice::test::freePort;
using sluice::test::gatewayTo;
using sluice::test::RawClient;
using sluice::test::RunningGateway;
using sluice::test::ScriptedServer;

namespace {

constexpr int limit_ms = 30'000;
/// More than all buffers between a client and a server hold.
constexpr size_t uploadBytes = 20'000'000;

/// For all else there is no route, as the head alone tells.
constexpr const char* onlySite = "match = { path_prefix = \"/site\" }";

enum class Ending { readsOn, closes, resets };

/// Refuses each upload from its head alone.
ScriptedServer::Script refusing(Ending ending) {
    return [ending](ScriptedServer::Connection& connection) {
        if (!connection.readHead()) return;
        connection.send(
            "HTTP/1.1 405 Not Allowed\r\nContent-Length: 3\r\nConnection: close\r\n\r\nno\n");
        if (ending == Ending::resets) connection.reset();
        if (ending != Ending::readsOn) return;
        connection.shutdownSend();
        connection.waitForClose();
    };
}

std::string upload(bool chunked, const std::string& target = "/") {
    const std::string head = "PUT " + target + " HTTP/1.1\r\nHost: a\r\n";
    const std::string bytes(uploadBytes, 'x');
    if (!chunked) {
        return head + "Content-Length: " + std::to_string(bytes.size()) + "\r\n\r\n" + bytes;
    }
    std::string text = head + "Transfer-Encoding: chunked\r\n\r\n";
    constexpr size_t chunk = 0x10000;
    for (size_t at = 0; at < bytes.size(); at += chunk)
        text.append("10000\r\n").append(chunk, 'x').append("\r\n");
    return text + "0\r\n\r\n";
}

}  // namespace

Q_DECLARE_METATYPE(Ending)

/// Clients that send all of a request before they look for its answer, which was there long before
/// (RFC 9112 section 9.6).
class EarlyAnswersTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void passesTheServersAnswerOn_data();
    void passesTheServersAnswerOn();
    void givesItsOwnAnswer_data();
    void givesItsOwnAnswer();
    void turnsUploadsAwayWithAnAnswer();
    void readsOnForABoundedTime();
    void saysThatItLeavesALongBody();
    void doesNotWaitForABodyThatWasNotAskedFor();
};

void EarlyAnswersTest::passesTheServersAnswerOn_data() {
    QTest::addColumn<Ending>("ending");
    QTest::addColumn<bool>("chunked");
    QTest::newRow("reads on") << Ending::readsOn << false;
    QTest::newRow("reads on, chunked") << Ending::readsOn << true;
    QTest::newRow("closes") << Ending::closes << false;
    QTest::newRow("closes, chunked") << Ending::closes << true;
}

void EarlyAnswersTest::passesTheServersAnswerOn() {
    QFETCH(Ending, ending);
    QFETCH(bool, chunked);
    ScriptedServer server(refusing(ending));
    RunningGateway gateway(gatewayTo(server.port()));
    QCOMPARE(gateway.error(), ""s);
    const std::string request = upload(chunked);
    for (int i = 0; i < 3; ++i) {
        RawClient client(gateway.port());
        QVERIFY(client.send(request));
        const auto response = client.readResponse();
        QCOMPARE(response.status, 405);
        QCOMPARE(response.body, "no\n"s);
        QCOMPARE(client.readToEnd(), ""s);
        QCOMPARE(client.end(), RawClient::End::closed);
    }
    QTRY_VERIFY_WITH_TIMEOUT(gateway.idle(), limit_ms);
}

void EarlyAnswersTest::givesItsOwnAnswer_data() {
    QTest::addColumn<std::string>("listen");
    QTest::addColumn<std::string>("target");
    QTest::addColumn<bool>("chunked");
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("hasServer");
    for (const bool chunked : {false, true}) {
        const char* const form = chunked ? "chunked" : "length";
        QTest::addRow("too long, %s", form) << "max_body_bytes = \"1MiB\""s
                                            << "/"s << chunked << 413 << true;
        QTest::addRow("bad target, %s", form) << ""s
                                              << "/\xe4"s << chunked << 400 << true;
        QTest::addRow("no server, %s", form) << ""s
                                             << "/"s << chunked << 502 << false;
    }
}

void EarlyAnswersTest::givesItsOwnAnswer() {
    QFETCH(std::string, listen);
    QFETCH(std::string, target);
    QFETCH(bool, chunked);
    QFETCH(int, status);
    QFETCH(bool, hasServer);
    ScriptedServer server("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    RunningGateway gateway(gatewayTo(hasServer ? server.port() : freePort(), listen));
    QCOMPARE(gateway.error(), ""s);
    const std::string request = upload(chunked, target);
    RawClient client(gateway.port());
    QVERIFY(client.send(request));
    const auto response = client.readResponse();
    QCOMPARE(response.status, status);
    QVERIFY(response.complete);
    QCOMPARE(client.readToEnd(), ""s);
    QCOMPARE(client.end(), RawClient::End::closed);
}

void EarlyAnswersTest::turnsUploadsAwayWithAnAnswer() {
    ScriptedServer server("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    RunningGateway gateway(gatewayTo(server.port(), "max_connections = 1"));
    QCOMPARE(gateway.error(), ""s);
    RawClient first(gateway.port());
    first.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    QCOMPARE(first.readResponse().status, 200);
    RawClient silent(gateway.port());
    QCOMPARE(silent.readResponse().status, 503);
    const std::string request = upload(false);
    RawClient second(gateway.port());
    QVERIFY(second.send(request));
    QCOMPARE(second.readResponse().status, 503);
    QCOMPARE(second.readToEnd(), ""s);
    QCOMPARE(second.end(), RawClient::End::closed);
    first.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    QCOMPARE(first.readResponse().status, 200);
}

void EarlyAnswersTest::readsOnForABoundedTime() {
    RunningGateway gateway(gatewayTo(freePort(), "linger_timeout = \"300ms\"", "", onlySite));
    QCOMPARE(gateway.error(), ""s);
    RawClient client(gateway.port());
    client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 9000000000000\r\n\r\n");
    QCOMPARE(client.readResponse().status, 404);
    QTRY_VERIFY_WITH_TIMEOUT(client.sendSome("x") == 0 || client.end() != RawClient::End::open,
                             limit_ms);
    QTRY_VERIFY_WITH_TIMEOUT(gateway.idle(), limit_ms);
}

void EarlyAnswersTest::saysThatItLeavesALongBody() {
    RunningGateway gateway(gatewayTo(freePort(), "", "", onlySite));
    QCOMPARE(gateway.error(), ""s);
    RawClient longer(gateway.port());
    longer.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n");
    QCOMPARE(longer.readResponse().field("Connection"), "close"s);
    RawClient shorter(gateway.port());
    shorter.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n");
    const auto response = shorter.readResponse();
    QCOMPARE(response.status, 404);
    QVERIFY(!response.has("Connection"));
    shorter.send("123456789GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    QCOMPARE(shorter.readResponse().status, 404);
}

/// The client may send the body behind the answer, or may not.
void EarlyAnswersTest::doesNotWaitForABodyThatWasNotAskedFor() {
    RunningGateway gateway(gatewayTo(freePort(), "max_body_bytes = 10\nlinger_timeout = \"0s\""));
    QCOMPARE(gateway.error(), ""s);
    for (const char* const target : {"/", "/\xe4"}) {
        RawClient client(gateway.port());
        client.send("PUT "s + target +
                    " HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n"
                    "Expect: 100-continue\r\n\r\n");
        const auto response = client.readResponse();
        QVERIFY(response.status == 413 || response.status == 400);
        QCOMPARE(response.field("Connection"), "close"s);
        QCOMPARE(client.readToEnd(), ""s);
        QCOMPARE(client.end(), RawClient::End::closed);
    }
    QTRY_VERIFY_WITH_TIMEOUT(gateway.idle(), limit_ms);
}

QTEST_GUILESS_MAIN(EarlyAnswersTest)
#include "early_answers_test.moc"
