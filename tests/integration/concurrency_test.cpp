#include <QtTest>
#include <atomic>
#include <deque>
#include <thread>

#include "support/raw_client.h"
#include "support/running_gateway.h"
#include "support/scripted_server.h"

using sluice::test::fetch;
using sluice::test::Gate;
using sluice::test::gatewayInTurn;
using sluice::test::RawClient;
using sluice::test::RunningGateway;
using sluice::test::ScriptedServer;
using namespace std::chrono_literals;

namespace {

constexpr int limit_ms = 30'000;
constexpr const char* okAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
constexpr const char* get = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";

}  // namespace

/// A pool that has too much to do.
class ConcurrencyTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void queuesBeyondTheConcurrencyAndRefusesBeyondTheQueue();
    void tunnelsTakeNoPlaceInTheConcurrency();
    void aHigherLimitAdmitsWhoWaits();
    void holdsOverAllWorkers();
    void eventStreamsLeaveRoomForOthers();
    void slowBodiesTakeNoPlace_data();
    void slowBodiesTakeNoPlace();
    void aServerThatHangsLeavesRoomForOthers();
};

void ConcurrencyTest::queuesBeyondTheConcurrencyAndRefusesBeyondTheQueue() {
    Gate answer;
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        while (connection.readRequest()) {
            answer.wait();
            connection.send(okAnswer);
        }
    });
    RunningGateway gateway(
        gatewayInTurn({server.port()}, "concurrency = { max = 1, queue = 1, timeout = \"30s\" }"));
    RawClient first(gateway.port());
    QVERIFY(first.send(get));
    QTRY_COMPARE_WITH_TIMEOUT(server.requests(), 1, limit_ms);
    RawClient second(gateway.port());
    QVERIFY(second.send(get));
    QTRY_COMPARE_WITH_TIMEOUT(gateway.snapshot()->pools.front().queued, 1, limit_ms);
    QCOMPARE(gateway.snapshot()->pools.front().concurrency, 1);

    const auto third = fetch(gateway.port(), get);
    QCOMPARE(third.status, 503);
    QCOMPARE(third.field("Retry-After"), std::string("1"));
    QVERIFY2(third.body.find("concurrency-queue-full") != std::string::npos, third.body.c_str());

    answer.open();
    QCOMPARE(first.readResponse().status, 200);
    QCOMPARE(second.readResponse().status, 200);
    QTRY_COMPARE_WITH_TIMEOUT(gateway.snapshot()->pools.front().concurrency, 0, limit_ms);
    QCOMPARE(gateway.snapshot()->pools.front().overflows, uint64_t{1});
}

void ConcurrencyTest::tunnelsTakeNoPlaceInTheConcurrency() {
    ScriptedServer server([](ScriptedServer::Connection& connection) {
        const auto head = connection.readHead();
        if (!head) return;
        if (head->find("Upgrade: websocket") == std::string::npos) {
            connection.send(okAnswer);
            return;
        }
        connection.send(
            "HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
        connection.waitForClose();
    });
    RunningGateway gateway(
        gatewayInTurn({server.port()}, "concurrency = { max = 1, queue = 0, timeout = \"1s\" }"));
    RawClient tunnel(gateway.port());
    QVERIFY(tunnel.send(
        "GET /t HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"));
    QCOMPARE(tunnel.readResponse().status, 101);
    QTRY_COMPARE_WITH_TIMEOUT(gateway.snapshot()->pools.front().servers.front().tunnels, 1,
                              limit_ms);
    QTRY_COMPARE_WITH_TIMEOUT(fetch(gateway.port(), get).status, 200, limit_ms);
    tunnel.close();
    QTRY_COMPARE_WITH_TIMEOUT(gateway.snapshot()->pools.front().servers.front().tunnels, 0,
                              limit_ms);
}

void ConcurrencyTest::aHigherLimitAdmitsWhoWaits() {
    Gate answer;
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        while (connection.readRequest()) {
            answer.wait();
            connection.send(okAnswer);
        }
    });
    RunningGateway gateway(
        gatewayInTurn({server.port()}, "concurrency = { max = 1, queue = 3, timeout = \"30s\" }"));
    std::deque<RawClient> clients;
    for (int i = 0; i < 3; ++i)
        QVERIFY(clients.emplace_back(gateway.port()).send(get));
    const auto pool = [&] { return gateway.snapshot()->pools.front(); };
    QTRY_COMPARE_WITH_TIMEOUT(pool().queued, 2, limit_ms);
    QCOMPARE(server.requests(), 1);
    QCOMPARE(gateway.tune([](auto& options) { options.concurrency.max = 3; }), std::string());
    QTRY_COMPARE_WITH_TIMEOUT(server.requests(), 3, limit_ms);
    // Lowered again, with all three under way: they go on, and the next one waits.
    QCOMPARE(gateway.tune([](auto& options) { options.concurrency = {1, 1, 20s}; }), std::string());
    QVERIFY(clients.emplace_back(gateway.port()).send(get));
    QTRY_COMPARE_WITH_TIMEOUT(pool().queued, 1, limit_ms);
    QTRY_COMPARE_WITH_TIMEOUT(pool().concurrency, 3, limit_ms);
    QCOMPARE(pool().concurrencyMax, 1);
    QCOMPARE(fetch(gateway.port(), get).status, 503);
    answer.open();
    for (RawClient& client : clients)
        QCOMPARE(client.readResponse().status, 200);
}

void ConcurrencyTest::holdsOverAllWorkers() {
    std::atomic<int> now{0};
    std::atomic<int> most{0};
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        while (connection.readRequest()) {
            const int count = ++now;
            int known = most;
            while (count > known && !most.compare_exchange_weak(known, count)) {
            }
            std::this_thread::yield();
            --now;
            connection.send(okAnswer);
        }
    });
    std::string toml =
        gatewayInTurn({server.port()}, "concurrency = { max = 2, timeout = \"30s\" }");
    const std::string one = "workers = 1";
    QVERIFY(toml.find(one) != std::string::npos);
    toml.replace(toml.find(one), one.size(), "workers = 4");
    RunningGateway gateway(toml);
    QCOMPARE(gateway.error(), std::string());
    std::deque<RawClient> clients;
    for (int i = 0; i < 32; ++i)
        clients.emplace_back(gateway.port());
    for (int round = 0; round < 10; ++round) {
        for (RawClient& client : clients)
            QVERIFY(client.send(get));
        for (RawClient& client : clients)
            QCOMPARE(client.readResponse().status, 200);
    }
    QVERIFY2(most <= 2, std::to_string(most).c_str());
}

void ConcurrencyTest::eventStreamsLeaveRoomForOthers() {
    ScriptedServer server([](ScriptedServer::Connection& connection) {
        const auto head = connection.readHead();
        if (!head) return;
        if (head->find("/events") == std::string::npos) {
            connection.send(okAnswer);
            return;
        }
        connection.send(
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n"
            "Transfer-Encoding: chunked\r\n\r\n9\r\ndata: x\n\n\r\n");
        connection.waitForClose();
    });
    RunningGateway gateway(
        gatewayInTurn({server.port()}, "concurrency = { max = 1, queue = 0, timeout = \"1s\" }"));
    RawClient first(gateway.port());
    QVERIFY(first.send("GET /events HTTP/1.1\r\nHost: a\r\n\r\n"));
    QVERIFY(first.readUntil("data: x").ends_with("data: x"));
    RawClient second(gateway.port());
    QVERIFY(second.send("GET /events HTTP/1.1\r\nHost: a\r\n\r\n"));
    QVERIFY(second.readUntil("data: x").ends_with("data: x"));
    QCOMPARE(fetch(gateway.port(), get).status, 200);
    const auto pool = [&] { return gateway.snapshot()->pools.front(); };
    QTRY_COMPARE_WITH_TIMEOUT(pool().servers.front().traffic.inFlight, 2, limit_ms);
    first.close();
    second.close();
    QTRY_COMPARE_WITH_TIMEOUT(pool().servers.front().traffic.inFlight, 0, limit_ms);
    QCOMPARE(pool().concurrency, 0);
}

void ConcurrencyTest::slowBodiesTakeNoPlace_data() {
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<QByteArray>("begin");
    QTest::addColumn<QByteArray>("rest");
    const QByteArray large(100'000, 'x');
    const QByteArray length = "Content-Length: ";
    QTest::newRow("none of it") << length + "10\r\n" << QByteArray() << QByteArray("0123456789");
    QTest::newRow("half of it") << length + "10\r\n" << QByteArray("01234") << QByteArray("56789");
    QTest::newRow("a bit of a large one") << length + "100000\r\n"
                                          << large.first(1000) << large.sliced(1000);
    QTest::newRow("in chunks") << QByteArray("Transfer-Encoding: chunked\r\n")
                               << QByteArray("5\r\n01234\r\n") << QByteArray("0\r\n\r\n");
    QTest::newRow("that waits to be asked for") << length + "10\r\nExpect: 100-continue\r\n"
                                                << QByteArray() << QByteArray("0123456789");
}

void ConcurrencyTest::slowBodiesTakeNoPlace() {
    QFETCH(const QByteArray, fields);
    QFETCH(const QByteArray, begin);
    QFETCH(const QByteArray, rest);
    ScriptedServer server([](ScriptedServer::Connection& connection) {
        while (connection.readRequest())
            connection.send(okAnswer);
    });
    RunningGateway gateway(
        gatewayInTurn({server.port()}, "concurrency = { max = 1, queue = 10, timeout = \"30s\" }"));
    std::deque<RawClient> clients;
    for (int i = 0; i < 3; ++i) {
        RawClient& client = clients.emplace_back(gateway.port());
        QVERIFY(client.send("POST /p HTTP/1.1\r\nHost: a\r\n" + fields.toStdString() + "\r\n" +
                            begin.toStdString()));
    }
    QCOMPARE(fetch(gateway.port(), get).status, 200);
    for (RawClient& client : clients) {
        QVERIFY(client.send(rest.toStdString()));
        auto response = client.readResponse();
        if (response.status == 100) response = client.readResponse();
        QCOMPARE(response.status, 200);
    }
}

/// It gets no more than a part of the places, and the other one the rest.
void ConcurrencyTest::aServerThatHangsLeavesRoomForOthers() {
    Gate answer;
    ScriptedServer hangs([&](ScriptedServer::Connection& connection) {
        while (connection.readRequest()) {
            answer.wait();
            connection.send(okAnswer);
        }
    });
    ScriptedServer answers(okAnswer);
    RunningGateway gateway(gatewayInTurn({hangs.port(), answers.port()},
                                         "concurrency = { max = 8, queue = 0, timeout = \"1s\" }"));
    std::deque<RawClient> waiting;
    for (int i = 0; i < 40; ++i) {
        RawClient& client = waiting.emplace_back(gateway.port());
        QVERIFY(client.send(get));
        client.setLimit(50ms);
        if (client.readResponse().status == 200) waiting.pop_back();
    }
    QVERIFY2(waiting.size() <= 6, std::to_string(waiting.size()).c_str());
    for (int i = 0; i < 10; ++i)
        QCOMPARE(fetch(gateway.port(), get).status, 200);
    answer.open();
}

QTEST_GUILESS_MAIN(ConcurrencyTest)
#include "concurrency_test.moc"
