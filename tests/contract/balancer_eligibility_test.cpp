#include <QtTest>
#include <algorithm>
#include <array>

#include "balancer_contract.h"

using namespace sluice;
using namespace sluice::upstream;
using test::Choices;
using test::everyStrategy;
using test::makeServers;

namespace {

using Weights = std::vector<double>;

/// Gives a strategy what it goes by: answers of 10 ms from every server.
void measureAlike(const ServerList& servers) {
    for (const auto& server : servers)
        test::answer(*server, 10, test::someTime());
}

}  // namespace

/// Who gets requests with any strategy, and who never does.
class BalancerEligibilityTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void neverChoosesWeightZero_data() { everyStrategy(); }
    void neverChoosesWeightZero();
    void neverChoosesAServerThatMustGetNothing_data();
    void neverChoosesAServerThatMustGetNothing();
    void choosesSickServersThatAreTrustedAnyway_data() { everyStrategy(); }
    void choosesSickServersThatAreTrustedAnyway();
    void choosesNothingWithoutAnEligibleServer_data() { everyStrategy(); }
    void choosesNothingWithoutAnEligibleServer();
    void passesOverTheAvoidedServer_data() { everyStrategy(); }
    void passesOverTheAvoidedServer();
    void passesOverAllAvoidedServersButTheLast_data() { everyStrategy(); }
    void passesOverAllAvoidedServersButTheLast();
    void choosesTheAvoidedServerWhenItIsTheOnlyOne_data() { everyStrategy(); }
    void choosesTheAvoidedServerWhenItIsTheOnlyOne();
};

void BalancerEligibilityTest::neverChoosesWeightZero() {
    FETCH_STRATEGY();
    const ServerList servers = makeServers({0, 1, 0, 2, 0});
    const auto balancer = makeBalancer(kind, servers, 0, tuning);
    for (const std::optional<size_t> avoid : {std::optional<size_t>(), std::optional<size_t>(1)}) {
        const auto counts = Choices(avoid).count(*balancer, servers, 1000);
        QCOMPARE(counts[0] + counts[2] + counts[4] + counts.back(), size_t{0});
    }
}

void BalancerEligibilityTest::neverChoosesAServerThatMustGetNothing_data() {
    QTest::addColumn<int>("strategy");
    QTest::addColumn<int>("duty");
    QTest::addColumn<int>("condition");
    QTest::addColumn<bool>("trustedAnyway");
    for (const Strategy strategy : availableStrategies()) {
        const auto row = [&](const char* name, Duty duty, Condition condition, bool trusted) {
            QTest::addRow("%s, %s", std::string(strategyName(strategy)).c_str(), name)
                << static_cast<int>(strategy) << static_cast<int>(duty)
                << static_cast<int>(condition) << trusted;
        };
        row("drained", Duty::drained, Condition::healthy, false);
        row("maintenance", Duty::maintenance, Condition::healthy, false);
        row("unhealthy", Duty::active, Condition::unhealthy, false);
        row("ejected", Duty::active, Condition::ejected, false);
        row("drained, trusted anyway", Duty::drained, Condition::healthy, true);
        row("maintenance, trusted anyway", Duty::maintenance, Condition::ejected, true);
    }
}

void BalancerEligibilityTest::neverChoosesAServerThatMustGetNothing() {
    FETCH_STRATEGY();
    QFETCH(int, duty);
    QFETCH(int, condition);
    QFETCH(bool, trustedAnyway);
    const ServerList servers = makeServers({1, 1000, 1});
    const auto balancer = makeBalancer(kind, servers, 0, tuning);
    measureAlike(servers);
    Choices().count(*balancer, servers, 100);
    servers[1]->setDuty(static_cast<Duty>(duty));
    test::setCondition(*servers[1], static_cast<Condition>(condition));
    servers[1]->setTrustedAnyway(trustedAnyway);
    for (const std::optional<size_t> avoid : {std::optional<size_t>(), std::optional<size_t>(0)}) {
        const auto counts = Choices(avoid).count(*balancer, servers, 1000);
        QCOMPARE(counts[1] + counts.back(), size_t{0});
    }
    QCOMPARE(expectedShares(kind, servers, tuning)[1], 0.0);
}

void BalancerEligibilityTest::choosesSickServersThatAreTrustedAnyway() {
    FETCH_STRATEGY();
    const ServerList servers = makeServers({1, 1});
    test::setCondition(*servers[0], Condition::unhealthy);
    test::setCondition(*servers[1], Condition::ejected);
    const auto balancer = makeBalancer(kind, servers, 0, tuning);
    QVERIFY(!balancer->choose(servers));
    for (const auto& server : servers)
        server->setTrustedAnyway(true);
    const auto counts = Choices().count(*balancer, servers, 100);
    QVERIFY(counts[0] > 0);
    QVERIFY(counts[1] > 0);
    QCOMPARE(counts.back(), size_t{0});
}

void BalancerEligibilityTest::choosesNothingWithoutAnEligibleServer() {
    FETCH_STRATEGY();
    for (const Weights& weights : {Weights{}, Weights{0}, Weights{0, 0, 0}}) {
        const ServerList servers = makeServers(weights);
        const auto balancer = makeBalancer(kind, servers, 3, tuning);
        const std::array<size_t, 1> first{0};
        QVERIFY(!balancer->choose(servers));
        QVERIFY(!balancer->choose(servers, {.avoid = first}));
        for (const double share : expectedShares(kind, servers, tuning))
            QCOMPARE(share, 0.0);
    }
}

void BalancerEligibilityTest::passesOverTheAvoidedServer() {
    FETCH_STRATEGY();
    const ServerList servers = makeServers({1000, 1, 1});
    const auto balancer = makeBalancer(kind, servers, 0, tuning);
    Choices choice;
    for (int i = 0; i < 1000; ++i) {
        const auto first = choice.next(*balancer, servers);
        QVERIFY(first);
        const auto second = Choices(first).next(*balancer, servers);
        QVERIFY(second);
        QVERIFY(*second != *first);
    }
}

void BalancerEligibilityTest::passesOverAllAvoidedServersButTheLast() {
    FETCH_STRATEGY();
    const ServerList servers = makeServers({5, 4, 3, 2, 1});
    const auto balancer = makeBalancer(kind, servers, 0, tuning);
    for (const auto& server : servers)
        server->requestStarted();
    std::vector<size_t> tried;
    while (tried.size() < servers.size()) {
        const auto index = balancer->choose(servers, {42, tried, test::someTime()});
        QVERIFY(index);
        QVERIFY(std::find(tried.begin(), tried.end(), *index) == tried.end());
        tried.push_back(*index);
    }
    QVERIFY(balancer->choose(servers, {42, tried, test::someTime()}));
}

void BalancerEligibilityTest::choosesTheAvoidedServerWhenItIsTheOnlyOne() {
    FETCH_STRATEGY();
    const ServerList servers = makeServers({0, 1, 0});
    const auto balancer = makeBalancer(kind, servers, 0, tuning);
    QCOMPARE(Choices(1).next(*balancer, servers), std::optional<size_t>(1));
}

QTEST_GUILESS_MAIN(BalancerEligibilityTest)
#include "balancer_eligibility_test.moc"
