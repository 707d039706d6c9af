#include <signal.h>

#include <QtTest>

#include "support/program.h"
#include "support/raw_client.h"
#include "support/running_gateway.h"
#include "support/scripted_server.h"
#include "support/temporary_file.h"

using namespace std::string_literals;
using sluice::test::Gate;
using sluice::test::gatewayTo;
using sluice::test::Program;
using sluice::test::RawClient;
using sluice::test::ScriptedServer;
using sluice::test::TemporaryFile;

namespace {

constexpr int limit_ms = 30'000;
constexpr const char* request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

const std::string upgrade =
    "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
const std::string webSocket =
    "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";

}  // namespace

/// The program `sluice` on SIGTERM.
class GracefulStopTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void finishesWhatIsInFlight();
    void takesTheRestOfAnUpload();
    void closesWhatIsIdle();
    void closesWhatTakesTooLong_data();
    void closesWhatTakesTooLong();
    void tellsBothEndsOfAWebSocket();
    void closesAWebSocketBetweenFrames();
    void closesNoOtherTunnel();

private:
    void start(uint16_t server, const std::string& listen = {});

    std::unique_ptr<TemporaryFile> m_file;
    std::unique_ptr<Program> m_gateway;
    uint16_t m_port = 0;
};

void GracefulStopTest::start(uint16_t server, const std::string& listen) {
    m_file = std::make_unique<TemporaryFile>(gatewayTo(server, listen));
    m_gateway = std::make_unique<Program>(
        QStringList{QStringLiteral("run"), QStringLiteral("--config"), m_file->name()});
    m_port = m_gateway->port();
    QVERIFY2(m_port != 0, m_gateway->errors().constData());
}

/// One answer that has begun and one that has not.
void GracefulStopTest::finishesWhatIsInFlight() {
    Gate stopped;
    std::atomic<int> asked = 0;
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        const auto got = connection.readRequest();
        if (!got) return;
        const bool streams = got->head.starts_with("GET /stream");
        const std::string head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        if (streams) connection.send(head + "4\r\none \r\n");
        ++asked;
        if (!stopped.wait()) return;
        connection.send((streams ? "" : head + "4\r\none \r\n") + "3\r\ntwo\r\n0\r\n\r\n");
    });
    start(server.port(), "drain_timeout = \"60s\"");
    RawClient streaming(m_port);
    streaming.send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n");
    RawClient waiting(m_port);
    waiting.send(request);
    const std::string head = streaming.readUntil("\r\n\r\n");
    QTRY_COMPARE_WITH_TIMEOUT(asked.load(), 2, limit_ms);

    m_gateway->signal(SIGTERM);
    QTRY_VERIFY_WITH_TIMEOUT(!RawClient(m_port).connected(), limit_ms);
    QVERIFY(m_gateway->running());
    stopped.open();
    QVERIFY2(head.starts_with("HTTP/1.1 200"), head.c_str());
    QCOMPARE(streaming.readToEnd(), "4\r\none \r\n3\r\ntwo\r\n0\r\n\r\n"s);
    const auto response = waiting.readResponse();
    QCOMPARE(response.body, "one two"s);
    QVERIFY(response.complete);
    QCOMPARE(response.field("Connection"), "close"s);
    QCOMPARE(waiting.readToEnd(), ""s);
    QCOMPARE(m_gateway->result(), 0);
    const QByteArray told = m_gateway->errors();
    QVERIFY2(told.startsWith("sluice: stopping: waiting for "), told.constData());
    QCOMPARE(told.count('\n'), 1);
}

void GracefulStopTest::takesTheRestOfAnUpload() {
    ScriptedServer server("HTTP/1.1 204 No Content\r\n\r\n");
    start(server.port(), "drain_timeout = \"60s\"");
    RawClient client(m_port);
    client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello");
    QTRY_VERIFY_WITH_TIMEOUT(server.received().ends_with("hello"), limit_ms);
    m_gateway->signal(SIGTERM);
    QTRY_VERIFY_WITH_TIMEOUT(!RawClient(m_port).connected(), limit_ms);
    QVERIFY(client.send("world"));
    QCOMPARE(client.readResponse().status, 204);
    QVERIFY(server.received().ends_with("helloworld"));
    QCOMPARE(m_gateway->result(), 0);
}

void GracefulStopTest::closesWhatIsIdle() {
    ScriptedServer server("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    start(server.port(), "drain_timeout = \"60s\"");
    RawClient used(m_port);
    used.send(request);
    QCOMPARE(used.readResponse().status, 200);
    RawClient fresh(m_port);
    QVERIFY(fresh.connected());
    m_gateway->signal(SIGTERM);
    QCOMPARE(used.readToEnd(), ""s);
    QCOMPARE(used.end(), RawClient::End::closed);
    QCOMPARE(fresh.readToEnd(), ""s);
    QCOMPARE(m_gateway->result(), 0);
}

void GracefulStopTest::closesWhatTakesTooLong_data() {
    QTest::addColumn<std::string>("answer");
    QTest::newRow("no answer") << ""s;
    QTest::newRow("half an answer") << "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"s;
    QTest::newRow("a tunnel")
        << "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nhalf"s;
}

void GracefulStopTest::closesWhatTakesTooLong() {
    QFETCH(std::string, answer);
    Gate asked;
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        if (!connection.readRequest()) return;
        connection.send(answer);
        asked.open();
        connection.waitForClose();
    });
    start(server.port(), "drain_timeout = \"500ms\"");
    RawClient client(m_port);
    client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    QVERIFY(asked.wait());
    if (!answer.empty()) QVERIFY(client.readUntil("half").ends_with("half"));
    m_gateway->signal(SIGTERM);
    QCOMPARE(m_gateway->result(), 0);
    QCOMPARE(client.readToEnd(), ""s);
    QVERIFY(client.end() != RawClient::End::timedOut);
}

/// 1001, going away (RFC 6455 section 7.4.1), long before the time is over.
void GracefulStopTest::tellsBothEndsOfAWebSocket() {
    std::atomic<bool> asked = false;
    std::string toServer;
    Gate done;
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        if (!connection.readRequest()) return;
        connection.send(webSocket + "\x81\x02yo"s);
        asked = true;
        for (std::string piece = "-"; !piece.empty(); toServer += piece)
            piece = connection.readSome();
        done.open();
    });
    start(server.port(), "drain_timeout = \"60s\"");
    RawClient client(m_port);
    client.send(upgrade + "\x81\x82mask\x05\x08"s);
    QVERIFY(client.readUntil("yo").ends_with("\x81\x02yo"));
    QTRY_VERIFY_WITH_TIMEOUT(asked.load(), limit_ms);
    m_gateway->signal(SIGTERM);
    QVERIFY(client.readToEnd() == "\x88\x02\x03\xe9"s);
    QVERIFY(done.wait());
    QVERIFY(toServer.starts_with("\x81\x82mask\x05\x08\x88\x82"s) && toServer.size() == 16);
    QCOMPARE(m_gateway->result(), 0);
}

/// Of what the server sends, the frame that has begun passes whole, and nothing after it.
void GracefulStopTest::closesAWebSocketBetweenFrames() {
    Gate asked, stopping;
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        if (!connection.readRequest()) return;
        connection.send(webSocket + "\x81\x08half"s);
        asked.open();
        if (!stopping.wait()) return;
        connection.send("next\x81\x04more");
        connection.waitForClose();
    });
    start(server.port(), "drain_timeout = \"60s\"");
    RawClient client(m_port);
    client.send(upgrade);
    QVERIFY(client.readUntil("half").ends_with("half"));
    m_gateway->signal(SIGTERM);
    QTRY_VERIFY_WITH_TIMEOUT(!RawClient(m_port).connected(), limit_ms);
    stopping.open();
    const QByteArray rest = QByteArray::fromStdString(client.readToEnd());
    QCOMPARE(rest.toHex(), QByteArray("next\x88\x02\x03\xe9").toHex());
    QCOMPARE(m_gateway->result(), 0);
}

void GracefulStopTest::closesNoOtherTunnel() {
    Gate asked;
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        if (!connection.readRequest()) return;
        connection.send(
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: chat\r\n\r\nyo");
        asked.open();
        connection.waitForClose();
    });
    start(server.port(),
          "drain_timeout = \"500ms\"\n[routes.chat]\npool = \"web\"\n"
          "match.path_prefix = \"/chat\"\nupgrades = [\"chat\"]");
    RawClient client(m_port);
    client.send("GET /chat HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: chat\r\n\r\n");
    QVERIFY(client.readUntil("yo").ends_with("yo"));
    m_gateway->signal(SIGTERM);
    QCOMPARE(m_gateway->result(), 0);
    QCOMPARE(client.readToEnd(), ""s);
}

QTEST_GUILESS_MAIN(GracefulStopTest)
#include "graceful_stop_test.moc"
