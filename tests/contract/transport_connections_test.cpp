#include <QTest>
#include <atomic>
#include <vector>

#include "support/scripted_server.h"
#include "transport_contract.h"
#include "unit/event/epoll_main.h"

using namespace std::chrono_literals;
using namespace std::string_literals;
using namespace sluice;
using sluice::upstream::Server;
using sluice::upstream::ServerOptions;
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

/// What becomes of connections, and who waits for one.
class TransportConnectionsTest : public TransportContract {
    Q_OBJECT

private Q_SLOTS:
    void reusesConnections();
    void repeatsWhatAClosedConnectionLost();
    void repeatsABodyThatCanBeRewound_data();
    void repeatsABodyThatCanBeRewound();
    void repeatsNothingAfterAnInterimAnswer();
    void repeatsNothingUnsafe();
    void canBeCancelled_data();
    void canBeCancelled();
    void servesWaitersInOrder();
    void refusesWhenTooManyWait();
    void givesUpWaiting();
    void closesIdleConnections();
    void triesEveryAddressOfAName_data();
    void triesEveryAddressOfAName();
    void closesBeforeTheServerDoes();
    void closesWhatTheServerWillNotKeep_data();
    void closesWhatTheServerWillNotKeep();
    void noticesConnectionsThatTlsEnded();
};

void TransportConnectionsTest::reusesConnections() {
    ScriptedServer server("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
    open(server.port());
    for (int i = 0; i < 20; ++i) {
        Fetch fetched = get();
        ANSWERED(fetched);
        QCOMPARE(fetched.received, "hello"s);
    }
    QCOMPARE(server.requests(), 20);
    QCOMPARE(server.connections(), 1);
}

void TransportConnectionsTest::repeatsWhatAClosedConnectionLost() {
    std::atomic<int> connections = 0;
    Gate closing;
    ScriptedServer server([&](Connection& connection) {
        const bool first = ++connections == 1;
        while (connection.readHead()) {
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            if (!first) continue;
            connection.readHead();  // and closes instead of an answer
            return;
        }
    });
    m_options.maxConnections = 1;  // the new one takes the place of the lost one
    open(server.port());
    for (int i = 0; i < 2; ++i) {
        Fetch fetched = get();
        ANSWERED(fetched);
        QCOMPARE(fetched.received, "ok"s);
    }
    QCOMPARE(server.connections(), 2);
}

void TransportConnectionsTest::repeatsABodyThatCanBeRewound_data() {
    QTest::addColumn<bool>("canRewind");
    QTest::newRow("whole") << true;
    QTest::newRow("not there any more") << false;
}

void TransportConnectionsTest::repeatsABodyThatCanBeRewound() {
    if (!isDirect()) QSKIP("Qt repeats by its own rules");
    QFETCH(const bool, canRewind);
    std::atomic<int> connections = 0;
    ScriptedServer server([&](Connection& connection) {
        const bool first = ++connections == 1;
        while (const auto request = connection.readRequest()) {
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n" +
                            (request->body.empty() ? "empty"s : request->body));
            if (!first) continue;
            connection.readRequest();  // and closes instead of an answer
            return;
        }
    });
    open(server.port());
    Fetch first = get();
    ANSWERED(first);
    auto body = std::make_unique<TextBody>("hello", 2);
    body->canRewind = canRewind;
    Fetch second = fetch(withBody(requestFor("PUT"), length(5)), std::move(body));
    if (canRewind) {
        ANSWERED(second);
        QCOMPARE(second.received, "hello"s);
    } else {
        FAILED(second, Kind::reset);
    }
    QCOMPARE(connections.load(), canRewind ? 2 : 1);
}

void TransportConnectionsTest::repeatsNothingAfterAnInterimAnswer() {
    if (!isDirect()) QSKIP("Qt takes interim answers for final ones");
    ScriptedServer server([&](Connection& connection) {
        connection.readHead();
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        connection.readHead();
        connection.send("HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n");
    });
    open(server.port());
    Fetch first = get();
    ANSWERED(first);
    Fetch second = get();
    FAILED(second, Kind::reset);
    QCOMPARE(second.interim, 1);
    QCOMPARE(server.connections(), 1);
}

void TransportConnectionsTest::repeatsNothingUnsafe() {
    std::atomic<int> posts = 0;
    ScriptedServer server([&](Connection& connection) {
        while (const auto head = connection.readHead()) {
            if (head->starts_with("POST")) {
                ++posts;
                return;
            }
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        }
    });
    open(server.port());
    Fetch first = get();
    ANSWERED(first);
    Fetch second = fetch(withBody(requestFor("POST"), length(0)));
    FAILED(second, Kind::reset);
    QVERIFY(!second.failure->sentNothing);
    QCOMPARE(posts.load(), 1);
}

void TransportConnectionsTest::canBeCancelled_data() {
    QTest::addColumn<std::string>("stage");
    for (const char* stage :
         {"at once", "before the head", "before the body", "in the body", "while sending"}) {
        QTest::newRow(stage) << std::string(stage);
    }
}

void TransportConnectionsTest::canBeCancelled() {
    QFETCH(std::string, stage);
    Gate closed;
    ScriptedServer server([&](Connection& connection) {
        connection.readHead();
        if (stage == "before the body" || stage == "in the body") {
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
        }
        if (stage == "in the body") connection.send("hello");
        if (stage != "while sending") connection.waitForClose();
        closed.open();
    });
    open(server.port());
    const size_t size = 64 * 1024 * 1024;
    std::unique_ptr<Fetch> fetched;
    if (stage == "while sending") {
        fetched = std::make_unique<Fetch>(*m_transport, m_server,
                                          withBody(requestFor("PUT"), length(size)),
                                          std::make_unique<TextBody>(std::string(size, 'x')));
    } else {
        fetched = std::make_unique<Fetch>(*m_transport, m_server, requestFor("GET"));
    }
    fetched->start();
    if (stage == "before the head") QTRY_VERIFY(!server.received().empty());
    if (stage == "before the body") QTRY_VERIFY(fetched->hasHead());
    if (stage == "in the body") QTRY_COMPARE(fetched->received, "hello"s);
    if (stage == "while sending") QTRY_VERIFY(fetched->body->read() > 0);
    fetched.reset();
    QTRY_COMPARE(m_cell.open.value(), 0);
    if (stage != "at once") QVERIFY2(closed.wait(), "the connection was kept open");
}

void TransportConnectionsTest::servesWaitersInOrder() {
    Gate gate;
    ScriptedServer server([&](Connection& connection) {
        while (connection.readRequest()) {
            gate.wait();
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        }
    });
    m_options.maxConnections = 1;
    open(server.port());
    std::vector<std::unique_ptr<Fetch>> all;
    for (int i = 0; i < 4; ++i) {
        all.push_back(std::make_unique<Fetch>(*m_transport, m_server,
                                              requestFor("GET", "/" + std::to_string(i))));
        all.back()->start();
    }
    QTRY_COMPARE(server.requests(), 1);
    QCOMPARE(m_cell.waiting.value(), 3);
    gate.open();
    for (const auto& one : all)
        ANSWERED(*one);
    const std::string received = server.received();
    QVERIFY(received.find("GET /1 ") < received.find("GET /2 "));
    QVERIFY(received.find("GET /2 ") < received.find("GET /3 "));
    QCOMPARE(server.connections(), 1);
}

void TransportConnectionsTest::refusesWhenTooManyWait() {
    ScriptedServer server([](Connection& connection) { connection.waitForClose(); });
    m_options.maxConnections = 1;
    m_options.maxWaiting = 1;
    open(server.port());
    Fetch first = get();
    Fetch second = get();
    Fetch third = get();
    first.start();
    second.start();
    FAILED(third, Kind::queueFull);
    QVERIFY(third.failure->sentNothing);
    QVERIFY(!second.done());
}

void TransportConnectionsTest::givesUpWaiting() {
    ScriptedServer server([](Connection& connection) { connection.waitForClose(); });
    m_options.maxConnections = 1;
    m_options.acquireTimeout = 100ms;
    open(server.port());
    Fetch first = get();
    Fetch second = get();
    first.start();
    FAILED(second, Kind::acquireTimeout);
    QVERIFY(second.failure->sentNothing);
    QVERIFY(!first.done());
}

void TransportConnectionsTest::closesIdleConnections() {
    Gate closed;
    ScriptedServer server([&](Connection& connection) {
        while (connection.readRequest() &&
               connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) {
        }
        closed.open();
    });
    open(server.port());
    Fetch fetched = get();
    ANSWERED(fetched);
    m_transport->closeIdle();
    QVERIFY(closed.wait());
}

void TransportConnectionsTest::triesEveryAddressOfAName_data() {
    QTest::addColumn<std::string>("address");
    QTest::newRow("IPv4") << "127.0.0.1"s;
    QTest::newRow("IPv6") << "::1"s;
}

void TransportConnectionsTest::triesEveryAddressOfAName() {
    QFETCH(std::string, address);
    const auto answer = [](Connection& connection) {
        while (connection.readRequest() &&
               connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")) {
        }
    };
    ScriptedServer server(answer, address.c_str());
    if (!isDirect()) QSKIP("Qt asks the system's resolver");
    open(server.port());
    const ServerOptions options{"one", {speaksTls(), {"localhost", server.port()}}, 1.0};
    m_server = std::make_shared<Server>(options, std::make_shared<metrics::Series>("one", 1));
    for (int i = 0; i < 2; ++i) {
        Fetch fetched = get();
        ANSWERED(fetched);
        QCOMPARE(fetched.received, "ok"s);
    }
    QCOMPARE(server.connections(), 1);
    QVERIFY(m_server->answeringAddress() != 0);
}

void TransportConnectionsTest::closesBeforeTheServerDoes() {
    if (!isDirect()) QSKIP("Qt keeps connections as long as it likes");
    std::atomic<bool> closed = false;
    ScriptedServer server([&](Connection& connection) {
        while (connection.readRequest() &&
               connection.send(
                   "HTTP/1.1 200 OK\r\nKeep-Alive: timeout=1\r\nContent-Length: 0\r\n\r\n")) {
        }
        closed = true;
    });
    m_options.keepAliveExpiry = 1h;
    open(server.port());
    Fetch fetched = get();
    ANSWERED(fetched);
    QTRY_VERIFY(closed);
}

void TransportConnectionsTest::closesWhatTheServerWillNotKeep_data() {
    QTest::addColumn<std::string>("field");
    QTest::newRow("no time") << "Keep-Alive: timeout=0"s;
    QTest::newRow("no further request") << "Keep-Alive: timeout=5, max=0"s;
}

void TransportConnectionsTest::closesWhatTheServerWillNotKeep() {
    QFETCH(std::string, field);
    if (!isDirect()) QSKIP("Qt keeps connections as long as it likes");
    ScriptedServer server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n" + field + "\r\n\r\n");
    open(server.port());
    for (int i = 1; i <= 3; ++i) {
        Fetch fetched = get();
        ANSWERED(fetched);
        QCOMPARE(server.connections(), i);
        QCOMPARE(m_cell.idle.value(), 0);
    }
}

/// As asyncio does: TLS is over, the connection stays until the other side closes.
void TransportConnectionsTest::noticesConnectionsThatTlsEnded() {
    if (!speaksTls()) QSKIP("without TLS there is no end but that of the connection");
    if (!isDirect()) QSKIP("Qt may send a request before it sees the end");
    std::atomic<int> ended = 0;
    ScriptedServer server([&](Connection& connection) {
        connection.readRequest();
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        connection.endTls();
        ++ended;
        connection.waitForClose();
    });
    open(server.port());
    for (int i = 1; i <= 10; ++i) {
        Fetch fetched = fetch(withBody(requestFor("POST"), length(0)));
        ANSWERED(fetched);
        QCOMPARE(fetched.received, "ok"s);
        QCOMPARE(server.connections(), i);
        QTRY_COMPARE(ended.load(), i);  // it may come after the answer was taken
        QTRY_COMPARE(m_cell.idle.value(), 0);
    }
}

EPOLL_TEST_MAIN(TransportConnectionsTest)
#include "transport_connections_test.moc"
