#include "upstream/balancing/least_connections.h"

#include <QtTest>

#include "support/balanced_servers.h"

using namespace sluice;
using namespace sluice::upstream;

class LeastConnectionsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void takesTheFewestInFlightForTheWeight();
    void goesInTurnWhileNothingIsInFlight();
    void fillsServersByWeight();
    void spreadsAsLittlesLawSays();
};

void LeastConnectionsTest::takesTheFewestInFlightForTheWeight() {
    const ServerList servers = test::makeServers({1, 4, 2});
    LeastConnections balancer(servers, 0, Tuning());
    servers[0]->requestStarted();
    for (int i = 0; i < 3; ++i)
        servers[1]->requestStarted();
    for (int i = 0; i < 2; ++i)
        servers[2]->requestStarted();
    QCOMPARE(balancer.choose(servers), std::optional<size_t>(1));
    servers[0]->requestEnded();
    QCOMPARE(balancer.choose(servers), std::optional<size_t>(0));
}

void LeastConnectionsTest::goesInTurnWhileNothingIsInFlight() {
    const ServerList servers = test::makeServers({1, 1, 1});
    LeastConnections balancer(servers, 0, Tuning());
    for (const size_t expected : {0, 1, 2, 0, 1, 2})
        QCOMPARE(balancer.choose(servers), std::optional(expected));
}

void LeastConnectionsTest::fillsServersByWeight() {
    const ServerList servers = test::makeServers({1, 2, 5});
    LeastConnections balancer(servers, 0, Tuning());
    for (int i = 0; i < 80; ++i)
        servers[balancer.choose(servers).value()]->requestStarted();
    QCOMPARE(servers[0]->inFlight(), int64_t{10});
    QCOMPARE(servers[1]->inFlight(), int64_t{20});
    QCOMPARE(servers[2]->inFlight(), int64_t{50});
}

/// In a busy pool, throughput is as weight ÷ latency.
void LeastConnectionsTest::spreadsAsLittlesLawSays() {
    const ServerList servers = test::makeServers({1, 1, 2});
    LeastConnections balancer(servers, 0, Tuning());
    test::ClosedLoop loop(balancer, servers, {10, 20, 100}, 200);
    loop.run(5'000);
    const auto counts = loop.run(10'000);
    const auto shares = expectedShares(Strategy::leastConnections, servers, Tuning());
    QVERIFY(std::abs(shares[0] - 100 / 170.0) < 1e-3);
    QVERIFY(test::chiSquare(counts, shares) < test::chiSquareLimit(3));
}

QTEST_APPLESS_MAIN(LeastConnectionsTest)
#include "least_connections_test.moc"
