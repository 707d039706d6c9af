#include <QtTest>

#include "upstream/balancing/balancer.h"

using namespace sluice::upstream;

namespace {

ServerList makeServers(const std::vector<double>& weights) {
    ServerList servers;
    for (const double weight : weights) {
        ServerOptions options;
        options.weight = weight;
        servers.push_back(std::make_shared<Server>(std::move(options), nullptr));
    }
    return servers;
}

}  // namespace

class FactoryTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void namesGoBothWays();
    void knowsNoOtherNames();
    void sharesFollowTheStrategy();
    void roundRobinGoesInTurn();
};

void FactoryTest::namesGoBothWays() {
    QVERIFY(!availableStrategies().empty());
    for (const Strategy strategy : availableStrategies()) {
        QCOMPARE(strategyFromName(strategyName(strategy)), std::optional(strategy));
    }
    QVERIFY(strategyName(Strategy::roundRobin) == "round-robin");
    QVERIFY(strategyName(Strategy::weightedRoundRobin) == "weighted-round-robin");
}

void FactoryTest::knowsNoOtherNames() {
    for (const char* name : {"", "Round-Robin", "round-robin ", "no-such-strategy"}) {
        QVERIFY2(!strategyFromName(name), name);
    }
}

void FactoryTest::sharesFollowTheStrategy() {
    const ServerList servers = makeServers({3, 0, 1});
    QCOMPARE(expectedShares(Strategy::roundRobin, servers, Tuning()),
             (std::vector<double>{0.5, 0, 0.5}));
    QCOMPARE(expectedShares(Strategy::weightedRoundRobin, servers, Tuning()),
             (std::vector<double>{0.75, 0, 0.25}));
}

void FactoryTest::roundRobinGoesInTurn() {
    const ServerList servers = makeServers({1, 0, 9, 1});
    const Tuning tuning;
    const auto balancer = makeBalancer(Strategy::roundRobin, servers, 2, tuning);
    for (const size_t expected : {3, 0, 2, 3, 0, 2}) {
        QCOMPARE(balancer->choose(servers), std::optional(expected));
    }
}

QTEST_APPLESS_MAIN(FactoryTest)
#include "factory_test.moc"
