#include <QTest>

#include "http/serializer.h"
#include "support/scripted_server.h"
#include "transport_contract.h"
#include "unit/event/epoll_main.h"

using namespace sluice;
using test::Fetch;
using test::Gate;
using test::largeText;
using test::length;
using test::requestFor;
using test::ScriptedServer;
using test::TextBody;
using test::TransportContract;
using test::withBody;
using Connection = ScriptedServer::Connection;

/// Bodies larger than what is kept of them.
class TransportLargeBodiesTest : public TransportContract {
    Q_OBJECT

private Q_SLOTS:
    void carriesLargeBodies_data();
    void carriesLargeBodies();
    void doesNotReadAheadOfASlowReader();
    void doesNotReadAheadOfASlowServer();
};

void TransportLargeBodiesTest::carriesLargeBodies_data() {
    QTest::addColumn<bool>("chunked");
    QTest::newRow("by length") << false;
    QTest::newRow("chunked answer") << true;
}

void TransportLargeBodiesTest::carriesLargeBodies() {
    QFETCH(bool, chunked);
    const std::string text = largeText(32 * 1024 * 1024);
    bool arrived = false;
    ScriptedServer server([&](Connection& connection) {
        const auto request = connection.readRequest();
        arrived = request && request->body == text;
        const std::string head = "HTTP/1.1 200 OK\r\n";
        if (!chunked) {
            connection.send(head + "Content-Length: " + std::to_string(text.size()) + "\r\n\r\n");
            connection.send(text);
            return;
        }
        std::string chunks = head + "Transfer-Encoding: chunked\r\n\r\n";
        for (size_t at = 0; at < text.size(); at += 50'001) {
            http::appendChunk(chunks, std::string_view(text).substr(at, 50'001));
        }
        http::appendLastChunk(chunks, {});
        connection.send(chunks);
    });
    open(server.port());
    Fetch fetched =
        fetch(withBody(requestFor("POST"), length(text.size())), std::make_unique<TextBody>(text));
    ANSWERED(fetched);
    QVERIFY(arrived);
    QVERIFY(fetched.received == text);
}

void TransportLargeBodiesTest::doesNotReadAheadOfASlowReader() {
    const std::string text = largeText(64 * 1024 * 1024);
    ScriptedServer server([&](Connection& connection) {
        connection.readRequest();
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(text.size()) +
                        "\r\n\r\n");
        connection.send(text);
    });
    open(server.port());
    Fetch fetched = get();
    fetched.holdAfterHead().start();
    // The kernel's own buffers take a few megabytes.
    QTRY_VERIFY_WITH_TIMEOUT(server.stalled(), 20'000);
    QVERIFY2(server.sentBytes() < 32 * 1024 * 1024,
             qPrintable(QString::number(server.sentBytes())));
    QVERIFY(fetched.hasHead());
    fetched.resume();
    ANSWERED(fetched);
    QVERIFY(fetched.received == text);
}

void TransportLargeBodiesTest::doesNotReadAheadOfASlowServer() {
    const size_t size = 64 * 1024 * 1024;
    Gate gate;
    ScriptedServer server([&](Connection& connection) {
        if (!gate.wait() || !connection.readRequest()) return;
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    });
    open(server.port());
    Fetch fetched = fetch(withBody(requestFor("PUT"), length(size)),
                          std::make_unique<TextBody>(std::string(size, 'x')));
    fetched.start();
    // Until nothing more was taken for 300 ms; the kernel's own buffers take a few megabytes.
    size_t before = 0;
    do {
        before = fetched.body->read();
        QTest::qWait(300);
    } while (before == 0 || fetched.body->read() != before);
    QVERIFY2(before < size / 2, qPrintable(QString::number(before)));
    gate.open();
    ANSWERED(fetched);
}

EPOLL_TEST_MAIN(TransportLargeBodiesTest)
#include "transport_large_bodies_test.moc"
