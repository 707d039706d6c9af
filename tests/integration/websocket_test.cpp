#include <QtTest>

#include "support/node_process.h"
#include "support/raw_client.h"
#include "support/running_gateway.h"
#include "support/scripted_server.h"
#include "support/temporary_file.h"

using sluice::engine::Engine;
using sluice::test::fetch;
using sluice::test::gatewayTo;
using sluice::test::NodeProcess;
using sluice::test::RunningGateway;
using sluice::test::ScriptedServer;
using sluice::test::TemporaryFile;

namespace {

constexpr int limit_ms = 30'000;

}  // namespace

/// WebSockets of Node's "ws" at both ends.
class WebSocketTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void echoes_data();
    void echoes();
    void passesCloseCodesOn();
    void survivesAReload();
    void endsAtALimit_data();
    void endsAtALimit();
    void tellsThatTheGatewayStops();
    void tellsOfARefusal();

private:
    void connectTo(RunningGateway& gateway);
    QList<QByteArray> twoLines();

    std::unique_ptr<NodeProcess> m_peer;
    uint16_t m_server = 0;
};

void WebSocketTest::init() {
    m_peer = std::make_unique<NodeProcess>(QStringLiteral(WEBSOCKET_PEER));
    const QByteArray line = m_peer->line();
    QVERIFY2(line.startsWith("listening "), line.constData());
    m_server = line.mid(10).toUShort();
}

void WebSocketTest::cleanup() {
    m_peer.reset();
}

void WebSocketTest::connectTo(RunningGateway& gateway) {
    QCOMPARE(gateway.error(), std::string());
    const QByteArray port = QByteArray::number(gateway.port());
    QCOMPARE(m_peer->ask("connect ws://127.0.0.1:" + port + "/chat?a=b"),
             QByteArray("open chat permessage-deflate"));
}

/// What both ends say, in order: the client first.
QList<QByteArray> WebSocketTest::twoLines() {
    QList<QByteArray> lines{m_peer->line(), m_peer->line()};
    std::sort(lines.begin(), lines.end());
    return lines;
}

void WebSocketTest::echoes_data() {
    QTest::addColumn<QByteArray>("message");
    QTest::newRow("text") << QByteArray("text 60 1");
    QTest::newRow("nothing") << QByteArray("binary 0 1");
    QTest::newRow("long text") << QByteArray("text 600000 1");
    QTest::newRow("large binary") << QByteArray("binary 16777216 1");
    QTest::newRow("frames") << QByteArray("binary 1000000 100");
}

void WebSocketTest::echoes() {
    QFETCH(QByteArray, message);
    RunningGateway gateway(gatewayTo(m_server));
    connectTo(gateway);
    QCOMPARE(m_peer->ask(message), QByteArray("same"));
    QCOMPARE(m_peer->ask("ping hello"), QByteArray("pong hello"));
    QCOMPARE(m_peer->ask(message), QByteArray("same"));
}

void WebSocketTest::passesCloseCodesOn() {
    RunningGateway gateway(gatewayTo(m_server));
    connectTo(gateway);
    QTRY_COMPARE_WITH_TIMEOUT(gateway.snapshot()->tunnelsOpen, 1, limit_ms);
    m_peer->tell("close 4001 enough");
    QCOMPARE(twoLines(),
             (QList<QByteArray>{"client closed 4001 enough", "server closed 4001 enough"}));
    QTRY_COMPARE_WITH_TIMEOUT(gateway.snapshot()->tunnelsOpen, 0, limit_ms);

    connectTo(gateway);
    QTRY_COMPARE_WITH_TIMEOUT(gateway.snapshot()->tunnelsOpen, 1, limit_ms);
    m_peer->tell("serverClose 1012 restart");
    QCOMPARE(twoLines(),
             (QList<QByteArray>{"client closed 1012 restart", "server closed 1012 restart"}));
    QTRY_COMPARE_WITH_TIMEOUT(gateway.snapshot()->tunnelsOpen, 0, limit_ms);
    QCOMPARE(gateway.snapshot()->tunnelsTotal, uint64_t{2});
    QTRY_VERIFY_WITH_TIMEOUT(gateway.idle(), limit_ms);
}

/// Even one after which the connection's pool exists no more.
void WebSocketTest::survivesAReload() {
    ScriptedServer other("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nother");
    TemporaryFile file(gatewayTo(m_server));
    RunningGateway gateway(file.path());
    connectTo(gateway);
    QCOMPARE(m_peer->ask("text 60 1"), QByteArray("same"));

    QByteArray after = QByteArray::fromStdString(gatewayTo(other.port()));
    QVERIFY(file.write(after.replace("web", "other").toStdString()));
    bool reloaded = false;
    gateway.call([&](Engine& engine) { reloaded = engine.reload().has_value(); });
    QVERIFY(reloaded);
    const uint16_t port = gateway.port();
    const auto answer = [port] { return fetch(port, "GET / HTTP/1.1\r\nHost: a\r\n\r\n").body; };
    QVERIFY(QTest::qWaitFor([&] { return answer() == "other"; }, limit_ms));
    QCOMPARE(m_peer->ask("binary 1000000 1"), QByteArray("same"));
    m_peer->tell("close 4001 enough");
    QCOMPARE(twoLines(),
             (QList<QByteArray>{"client closed 4001 enough", "server closed 4001 enough"}));
}

void WebSocketTest::endsAtALimit_data() {
    QTest::addColumn<QByteArray>("limit");
    QTest::addColumn<bool>("busy");
    QTest::newRow("idle") << QByteArray("tunnel_idle_timeout = \"500ms\"") << false;
    QTest::newRow("lifetime") << QByteArray("tunnel_lifetime = \"1s\"") << true;
}

void WebSocketTest::endsAtALimit() {
    QFETCH(QByteArray, limit);
    QFETCH(bool, busy);
    RunningGateway gateway(gatewayTo(m_server, limit.toStdString()));
    connectTo(gateway);
    if (busy) m_peer->tell("chatter");
    // 1006: the connection ended without a word.
    QCOMPARE(twoLines(), (QList<QByteArray>{"client closed 1006", "server closed 1006"}));
    QTRY_VERIFY_WITH_TIMEOUT(gateway.idle(), limit_ms);
    QCOMPARE(gateway.snapshot()->tunnelsOpen, 0);
}

/// Both ends take it for a close as it should be.
void WebSocketTest::tellsThatTheGatewayStops() {
    RunningGateway gateway(gatewayTo(m_server));
    connectTo(gateway);
    QCOMPARE(m_peer->ask("binary 1000000 3"), QByteArray("same"));
    gateway.call([](Engine& engine) { engine.stop(); });
    QCOMPARE(twoLines(), (QList<QByteArray>{"client closed 1001", "server closed 1001"}));
}

void WebSocketTest::tellsOfARefusal() {
    ScriptedServer server(
        "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    RunningGateway gateway(gatewayTo(server.port()));
    QCOMPARE(m_peer->ask("connect ws://127.0.0.1:" + QByteArray::number(gateway.port()) + "/"),
             QByteArray("error Unexpected server response: 403"));
    QCOMPARE(gateway.snapshot()->tunnelsTotal, uint64_t{0});
}

QTEST_GUILESS_MAIN(WebSocketTest)
#include "websocket_test.moc"
