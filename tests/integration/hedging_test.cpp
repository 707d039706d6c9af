#include <QtTest>
#include <algorithm>
#include <array>
#include <atomic>

#include "support/raw_client.h"
#include "support/running_gateway.h"
#include "support/scripted_server.h"

using sluice::test::fetch;
using sluice::test::Gate;
using sluice::test::gatewayInTurn;
using sluice::test::RawClient;
using sluice::test::RunningGateway;
using sluice::test::ScriptedServer;

namespace {

constexpr int limit_ms = 30'000;
constexpr const char* okAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
constexpr const char* get = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";

/// Sends requests until the gateway knows when to ask a second server.
bool measured(RunningGateway& gateway) {
    RawClient client(gateway.port());
    const auto requests = [&] {
        for (int i = 0; i < 20; ++i) {
            if (!client.send(get) || client.readResponse().status != 200) return false;
        }
        return gateway.snapshot()->total.rates.per_10s > 0;
    };
    return QTest::qWaitFor(requests, limit_ms);
}

}  // namespace

/// A second server is asked when the first is slow.
class HedgingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void asksASecondServerWhenTheFirstIsSlow();
    void letsGoOfTheServerThatWasOutrun();
    void judgesEachServerOfARaceOnce();
    void triesAgainAfterARaceThatNobodyWon();
    void givesAnErrorThatIsThereWhenTheOtherServerHangs();
};

void HedgingTest::asksASecondServerWhenTheFirstIsSlow() {
    std::atomic<bool> hangs = false;
    ScriptedServer first([&](ScriptedServer::Connection& connection) {
        while (connection.readRequest()) {
            if (hangs) return connection.waitForClose();
            connection.send(okAnswer);
        }
    });
    ScriptedServer second(okAnswer);
    RunningGateway gateway(gatewayInTurn({first.port(), second.port()},
                                         "hedge = { quantile = 0.5, max_share = 1.0 }"));
    // The delay comes from what was measured, once a second.
    QVERIFY(measured(gateway));
    hangs = true;
    for (int i = 0; i < 4; ++i)
        QCOMPARE(fetch(gateway.port(), get).status, 200);
    QTRY_VERIFY_WITH_TIMEOUT(gateway.snapshot()->pools.front().hedgesWon >= 1, limit_ms);
    QVERIFY(gateway.snapshot()->pools.front().hedges >=
            gateway.snapshot()->pools.front().hedgesWon);
}

void HedgingTest::letsGoOfTheServerThatWasOutrun() {
    std::atomic<bool> racing = false;
    std::atomic<int> arrivals = 0;
    Gate rest;
    const auto script = [&](ScriptedServer::Connection& connection) {
        while (connection.readRequest()) {
            if (!racing) {
                connection.send(okAnswer);
                continue;
            }
            if (arrivals++ == 0) return connection.waitForClose();
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no");
            rest.wait();
            connection.send("k");
        }
    };
    ScriptedServer first(script);
    ScriptedServer second(script);
    RunningGateway gateway(gatewayInTurn({first.port(), second.port()},
                                         "hedge = { quantile = 0.5, max_share = 1.0 }"));
    QVERIFY(measured(gateway));
    const uint64_t won = gateway.snapshot()->pools.front().hedgesWon;
    racing = true;
    RawClient client(gateway.port());
    QVERIFY(client.send(get));
    QVERIFY(!client.readUntil("\r\n\r\no").empty());
    // One server still answers; the other one has nothing to do any more.
    const auto inFlight = [&] {
        int64_t sum = 0;
        for (const auto& server : gateway.snapshot()->pools.front().servers)
            sum += server.traffic.inFlight;
        return sum;
    };
    QTRY_VERIFY_WITH_TIMEOUT(gateway.snapshot()->pools.front().hedgesWon > won, limit_ms);
    QTRY_COMPARE_WITH_TIMEOUT(inFlight(), 1, limit_ms);
    rest.open();
    QCOMPARE(client.read(1), std::string("k"));
}

void HedgingTest::judgesEachServerOfARaceOnce() {
    std::atomic<bool> racing = false;
    std::atomic<int> arrivals = 0;
    Gate fail;
    Gate answer;
    const auto script = [&](ScriptedServer::Connection& connection) {
        while (connection.readRequest()) {
            const bool early = racing && arrivals++ == 0;
            if (racing) (early ? fail : answer).wait();
            connection.send(early ? "HTTP/1.1 500 Broken\r\nContent-Length: 0\r\n\r\n" : okAnswer);
        }
    };
    ScriptedServer first(script);
    ScriptedServer second(script);
    RunningGateway gateway(gatewayInTurn({first.port(), second.port()},
                                         "hedge = { quantile = 0.5, max_share = 1.0 }"));
    QVERIFY(measured(gateway));
    const uint64_t won = gateway.snapshot()->pools.front().hedgesWon;
    racing = true;
    RawClient client(gateway.port());
    QVERIFY(client.send(get));
    QTRY_COMPARE_WITH_TIMEOUT(arrivals.load(), 2, limit_ms);
    const auto worstSuccess = [&] {
        const auto servers = gateway.snapshot()->pools.front().servers;
        return std::min(servers[0].successRate, servers[1].successRate);
    };
    fail.open();
    QTRY_COMPARE_WITH_TIMEOUT(worstSuccess(), 0.9, limit_ms);
    answer.open();
    QCOMPARE(client.readResponse().status, 200);
    QTRY_VERIFY_WITH_TIMEOUT(gateway.snapshot()->pools.front().hedgesWon > won, limit_ms);
    QCOMPARE(worstSuccess(), 0.9);
}

void HedgingTest::triesAgainAfterARaceThatNobodyWon() {
    std::atomic<int> arrivals = 0;
    std::array<std::atomic<int>, 3> asked{};
    Gate hedged;
    // A connection for each request: on a used one, a reset alone is repeated by the transport.
    const auto scriptOf = [&](size_t server) {
        return [&, server](ScriptedServer::Connection& connection) {
            const auto request = connection.readRequest();
            if (!request) return;
            const bool races = request->head.starts_with("GET /race ");
            if (races) ++asked[server];
            const int before = races ? arrivals++ : 2;
            if (before == 0) hedged.wait();
            if (before == 1) hedged.open();
            if (before < 2) return connection.reset();
            connection.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        };
    };
    ScriptedServer first(scriptOf(0));
    ScriptedServer second(scriptOf(1));
    ScriptedServer third(scriptOf(2));
    RunningGateway gateway(gatewayInTurn({first.port(), second.port(), third.port()},
                                         "hedge = { quantile = 0.5, max_share = 1.0 }"));
    QVERIFY(measured(gateway));
    const auto before = gateway.snapshot()->pools.front();
    QCOMPARE(fetch(gateway.port(), "GET /race HTTP/1.1\r\nHost: a\r\n\r\n").status, 200);
    QCOMPARE(arrivals.load(), 3);
    // A server that was hedged to is not the one that is tried next.
    for (const auto& count : asked)
        QCOMPARE(count.load(), 1);
    QTRY_VERIFY_WITH_TIMEOUT(gateway.snapshot()->pools.front().retries > before.retries, limit_ms);
    const auto after = gateway.snapshot()->pools.front();
    QCOMPARE(after.retries, before.retries + 1);
    QVERIFY(after.hedges > before.hedges);
    QCOMPARE(after.retriesUnderWay, 0);
}

void HedgingTest::givesAnErrorThatIsThereWhenTheOtherServerHangs() {
    std::atomic<bool> racing = false;
    std::atomic<int> arrivals = 0;
    Gate hedged;
    const auto script = [&](ScriptedServer::Connection& connection) {
        while (connection.readRequest()) {
            const int before = racing ? arrivals++ : -1;
            if (before == 1) hedged.open();
            if (before == 1) return connection.waitForClose();
            if (before == 0) hedged.wait();
            connection.send(before == 0 ? "HTTP/1.1 500 Broken\r\nContent-Length: 0\r\n\r\n"
                                        : okAnswer);
        }
    };
    ScriptedServer first(script);
    ScriptedServer second(script);
    RunningGateway gateway(
        gatewayInTurn({first.port(), second.port()},
                      "hedge = { quantile = 0.5, max_share = 1.0 }\nretry = { per_try = \"2s\" }"));
    QVERIFY(measured(gateway));
    racing = true;
    QCOMPARE(fetch(gateway.port(), get).status, 500);
    QCOMPARE(arrivals.load(), 2);
}

QTEST_GUILESS_MAIN(HedgingTest)
#include "hedging_test.moc"
