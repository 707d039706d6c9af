#include <QtTest>
#include <deque>

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

QTEST_GUILESS_MAIN(ConcurrencyTest)
#include "concurrency_test.moc"
