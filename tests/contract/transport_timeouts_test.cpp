#include <QTest>

#include "support/scripted_server.h"
#include "transport_contract.h"
#include "unit/event/epoll_main.h"

using namespace std::chrono_literals;
using namespace std::string_literals;
using namespace sluice;
using test::Fetch;
using test::Gate;
using test::length;
using test::requestFor;
using test::ScriptedServer;
using test::TextBody;
using test::TransportContract;
using test::withBody;
using Connection = ScriptedServer::Connection;
using Kind = upstream::Failure::Kind;

/// Servers that take too long.
class TransportTimeoutsTest : public TransportContract {
    Q_OBJECT

private Q_SLOTS:
    void failsWhenTheServerHangs_data();
    void failsWhenTheServerHangs();
    void failsAtTheDeadline();
    void failsWhenTheServerHangsInTheBody();
    void failsWhenTheServerDoesNotReadTheBody();
    void countsNoTimeOfTheClients();
    void countsFromWhenTheRequestWasSent();
    void letsAStreamBeSilent();
    void limitsTheSilenceOfAStream();
    void limitsWhatIsDueOfAStream();
};

namespace {

constexpr const char* streamHead =
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

}  // namespace

void TransportTimeoutsTest::failsWhenTheServerHangs_data() {
    QTest::addColumn<std::string>("method");
    QTest::addColumn<int>("bytes");
    QTest::newRow("GET") << "GET"s << 0;
    QTest::newRow("POST") << "POST"s << 5;
    QTest::newRow("POST, nothing") << "POST"s << 0;
    QTest::newRow("PUT") << "PUT"s << 5;
}

void TransportTimeoutsTest::failsWhenTheServerHangs() {
    QFETCH(std::string, method);
    QFETCH(int, bytes);
    ScriptedServer server([](Connection& connection) { connection.waitForClose(); });
    m_options.readTimeout = 200ms;
    open(server.port());
    const auto size = static_cast<size_t>(bytes);
    auto body = bytes ? std::make_unique<TextBody>(std::string(size, 'x')) : nullptr;
    Fetch fetched =
        fetch(method == "GET" ? requestFor(method) : withBody(requestFor(method), length(size)),
              std::move(body));
    FAILED(fetched, Kind::readTimeout);
    QVERIFY(!fetched.failure->sentNothing);
}

void TransportTimeoutsTest::failsAtTheDeadline() {
    ScriptedServer server([](Connection& connection) { connection.waitForClose(); });
    open(server.port());
    Fetch fetched = get();
    fetched.deadline = Clock::now() + 200ms;
    FAILED(fetched, Kind::readTimeout);
}

void TransportTimeoutsTest::failsWhenTheServerHangsInTheBody() {
    ScriptedServer server([](Connection& connection) {
        connection.readRequest();
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
        connection.waitForClose();
    });
    m_options.readTimeout = 300ms;
    open(server.port());
    Fetch fetched = get();
    FAILED(fetched, Kind::readTimeout);
    QCOMPARE(fetched.head.status, 200);
    QCOMPARE(fetched.received, "hello"s);
}

void TransportTimeoutsTest::failsWhenTheServerDoesNotReadTheBody() {
    Gate gate;
    ScriptedServer server([&](Connection&) { gate.wait(); });
    m_options.readTimeout = 20s;
    m_options.writeTimeout = 300ms;
    open(server.port());
    const size_t size = 64 * 1024 * 1024;
    Fetch fetched = fetch(withBody(requestFor("PUT"), length(size)),
                          std::make_unique<TextBody>(std::string(size, 'x')));
    FAILED(fetched, Kind::writeTimeout);
    QVERIFY(fetched.failure->blamesServer());
    gate.open();
}

void TransportTimeoutsTest::countsNoTimeOfTheClients() {
    ScriptedServer server([](Connection& connection) {
        connection.readRequest();
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        connection.waitForClose();
    });
    m_options.readTimeout = 200ms;
    m_options.writeTimeout = 200ms;
    open(server.port());
    auto body = std::make_unique<TextBody>("abc", 1);
    body->pause = 300ms;
    Fetch fetched = fetch(withBody(requestFor("PUT"), length(3)), std::move(body));
    fetched.limit = 200ms;
    ANSWERED(fetched);
    QCOMPARE(fetched.received, "ok"s);
}

void TransportTimeoutsTest::countsFromWhenTheRequestWasSent() {
    ScriptedServer server([](Connection& connection) {
        if (connection.readRequest()) connection.waitForClose();
    });
    open(server.port());
    auto body = std::make_unique<TextBody>("abc", 1);
    body->pause = 100ms;
    Fetch fetched = fetch(withBody(requestFor("PUT"), length(3)), std::move(body));
    fetched.limit = 100ms;
    FAILED(fetched, Kind::readTimeout);
    QCOMPARE(server.requests(), 1);
    QVERIFY(fetched.failure->blamesServer());
}

void TransportTimeoutsTest::letsAStreamBeSilent() {
    ScriptedServer server([](Connection& connection) {
        connection.readRequest();
        connection.send(streamHead + "2\r\na\n\r\n"s);
        QTest::qSleep(600);
        connection.send("2\r\nb\n\r\n0\r\n\r\n");
        connection.waitForClose();
    });
    m_options.readTimeout = 200ms;
    open(server.port());
    Fetch fetched = get();
    ANSWERED(fetched);
    QCOMPARE(fetched.received, "a\nb\n"s);
}

void TransportTimeoutsTest::limitsTheSilenceOfAStream() {
    ScriptedServer server([](Connection& connection) {
        connection.readRequest();
        connection.send(streamHead + "2\r\na\n\r\n"s);
        connection.waitForClose();
    });
    m_options.streamIdleTimeout = 300ms;
    open(server.port());
    Fetch fetched = get();
    FAILED(fetched, Kind::readTimeout);
    QCOMPARE(fetched.received, "a\n"s);
    QCOMPARE(fetched.failure->blame, upstream::Blame::gateway);
}

/// Qt does not tell where a chunk ends.
void TransportTimeoutsTest::limitsWhatIsDueOfAStream() {
    if (!isDirect()) QSKIP("of the direct transport");
    ScriptedServer server([](Connection& connection) {
        connection.readRequest();
        connection.send(streamHead + "20\r\nhalf"s);
        connection.waitForClose();
    });
    m_options.readTimeout = 300ms;
    open(server.port());
    Fetch fetched = get();
    FAILED(fetched, Kind::readTimeout);
    QVERIFY(fetched.failure->blamesServer());
}

EPOLL_TEST_MAIN(TransportTimeoutsTest)
#include "transport_timeouts_test.moc"
