#include <QtTest>
#include <array>

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

const std::array<std::string, 5> events{"data: one\n\n", "data: two\n\n", ": a comment\n\n", "x",
                                        "event: end\ndata: " + std::string(5000, 'x') + "\n\n"};

size_t eventBytes() {
    size_t sum = 0;
    for (const std::string& event : events)
        sum += event.size();
    return sum;
}

std::string chunk(const std::string& data) {
    return QByteArray::number(static_cast<qulonglong>(data.size()), 16).toStdString() + "\r\n" +
           data + "\r\n";
}

std::string pool(const QByteArray& transport) {
    return "transport = \"" + transport.toStdString() + "\"";
}

}  // namespace

/// Each piece of a stream arrives before the next one is sent: none is kept back.
class StreamingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void answersComePieceByPiece_data();
    void answersComePieceByPiece();
    void brokenAnswersBeginAllTheSame_data();
    void brokenAnswersBeginAllTheSame();
    void uploadsGoPieceByPiece_data();
    void uploadsGoPieceByPiece();
};

void StreamingTest::answersComePieceByPiece_data() {
    QTest::addColumn<QByteArray>("transport");
    QTest::addColumn<std::string>("framing");  // of the server
    QTest::addColumn<int>("minorVersion");     // of the client
    for (const char* transport : {"direct", "qt"}) {
        const auto row = [&](const char* name, const std::string& framing, int minorVersion = 1) {
            QTest::addRow("%s, %s", name, transport)
                << QByteArray(transport) << framing << minorVersion;
        };
        row("chunked", "Transfer-Encoding: chunked\r\n");
        row("by length", "Content-Length: " + std::to_string(eventBytes()) + "\r\n");
        row("until the end", "Connection: close\r\n");
        row("chunked to HTTP/1.0", "Transfer-Encoding: chunked\r\n", 0);
    }
}

void StreamingTest::answersComePieceByPiece() {
    QFETCH(QByteArray, transport);
    QFETCH(std::string, framing);
    QFETCH(int, minorVersion);
    const bool chunked = framing.starts_with("Transfer-Encoding");
    std::array<Gate, events.size()> seen;  // that what comes before an event has arrived
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        if (!connection.readRequest()) return;
        connection.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n" + framing +
                        "\r\n");
        for (size_t i = 0; i < events.size(); ++i) {
            if (!seen[i].wait()) return;
            connection.send(chunked ? chunk(events[i]) : events[i]);
        }
        if (chunked) connection.send("0\r\n\r\n");
    });
    RunningGateway gateway(gatewayTo(server.port(), "", pool(transport)));
    QCOMPARE(gateway.error(), std::string());

    RawClient client(gateway.port());
    client.send("GET /events HTTP/1." + std::to_string(minorVersion) +
                "\r\nHost: a\r\nAccept: text/event-stream\r\n\r\n");
    const std::string head = client.readUntil("\r\n\r\n");
    QVERIFY2(head.starts_with("HTTP/1.1 200"), head.c_str());
    const bool inChunks = head.find("chunked") != std::string::npos;
    QCOMPARE(inChunks, minorVersion == 1 && !framing.starts_with("Content-Length"));
    for (size_t i = 0; i < events.size(); ++i) {
        seen[i].open();
        std::string event;
        while (event.size() < events[i].size()) {
            const auto piece = inChunks ? client.readChunk() : client.readSome();
            QVERIFY2(piece && !piece->empty(), ("event " + std::to_string(i)).c_str());
            event += *piece;
        }
        QVERIFY(event == events[i]);
    }
    QCOMPARE(inChunks ? client.read(5) : "0\r\n\r\n"s, "0\r\n\r\n"s);
}

void StreamingTest::brokenAnswersBeginAllTheSame_data() {
    QTest::addColumn<std::string>("body");
    QTest::newRow("a bad size") << std::string("zz\r\n");
    QTest::newRow("a bad second size") << std::string("2\r\nab\r\nzz\r\n");
    QTest::newRow("a bad trailer") << std::string("2\r\nab\r\n0\r\nno field\r\n\r\n");
}

/// With head and fault in one packet: without a byte it would look like an idle connection's end.
void StreamingTest::brokenAnswersBeginAllTheSame() {
    QFETCH(std::string, body);
    ScriptedServer server("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body);
    RunningGateway gateway(gatewayTo(server.port()));
    RawClient client(gateway.port());
    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    const std::string head = client.readUntil("\r\n\r\n");
    QVERIFY2(head.starts_with("HTTP/1.1 200"), head.c_str());
    QVERIFY(client.readUntil("0\r\n\r\n").find("0\r\n\r\n") == std::string::npos);
}

void StreamingTest::uploadsGoPieceByPiece_data() {
    QTest::addColumn<QByteArray>("transport");
    QTest::addColumn<bool>("chunked");
    QTest::newRow("chunked, direct") << QByteArray("direct") << true;
    QTest::newRow("by length, direct") << QByteArray("direct") << false;
    // No row for chunks through qt, which sends none and needs the whole to know its length.
    QTest::newRow("by length, qt") << QByteArray("qt") << false;
}

void StreamingTest::uploadsGoPieceByPiece() {
    QFETCH(QByteArray, transport);
    QFETCH(bool, chunked);
    ScriptedServer server("HTTP/1.1 204 No Content\r\n\r\n");
    RunningGateway gateway(gatewayTo(server.port(), "", pool(transport)));
    QCOMPARE(gateway.error(), std::string());

    RawClient client(gateway.port());
    client.send("PUT /log HTTP/1.1\r\nHost: a\r\n" +
                (chunked ? "Transfer-Encoding: chunked\r\n\r\n"s
                         : "Content-Length: " + std::to_string(eventBytes()) + "\r\n\r\n"));
    for (const std::string& event : events) {
        QVERIFY(client.send(chunked ? chunk(event) : event));
        QTRY_VERIFY_WITH_TIMEOUT(server.received().ends_with(chunked ? event + "\r\n" : event),
                                 limit_ms);
    }
    if (chunked) client.send("0\r\n\r\n");
    QCOMPARE(client.readResponse().status, 204);
    QCOMPARE(server.requests(), 1);
}

QTEST_GUILESS_MAIN(StreamingTest)
#include "streaming_test.moc"
