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
};

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
    gate.open();
}

EPOLL_TEST_MAIN(TransportTimeoutsTest)
#include "transport_timeouts_test.moc"
