#include <QtTest>
#include <atomic>
#include <random>
#include <thread>

#include "balancer_contract.h"

using namespace sluice;
using namespace sluice::upstream;
using test::Choices;
using test::everyStrategy;
using test::isSplit;
using test::makeServers;

namespace {

using Weights = std::vector<double>;

}  // namespace

/// Every strategy follows what changes while it chooses.
class BalancerChangesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void followsAChangeOfWeightsAtOnce_data() { everyStrategy(); }
    void followsAChangeOfWeightsAtOnce();
    void takesAServerBack_data() { everyStrategy(); }
    void takesAServerBack();
    void givesSlowStartItsPart_data() { everyStrategy(); }
    void givesSlowStartItsPart();
    void standsChangesByAnotherThread_data() { everyStrategy(); }
    void standsChangesByAnotherThread();
};

void BalancerChangesTest::followsAChangeOfWeightsAtOnce() {
    FETCH_STRATEGY();
    const ServerList servers = makeServers({1000, 1});
    const auto balancer = makeBalancer(kind, servers, 0, tuning);
    Choices().count(*balancer, servers, 500);
    servers[0]->setWeight(1);
    const auto counts = Choices().count(*balancer, servers, 40);
    QVERIFY(isSplit(kind, counts, expectedShares(kind, servers, tuning), 40));
}

void BalancerChangesTest::takesAServerBack() {
    FETCH_STRATEGY();
    const ServerList servers = makeServers({1, 1});
    const auto balancer = makeBalancer(kind, servers, 0, tuning);
    test::setCondition(*servers[0], Condition::ejected);
    QCOMPARE(Choices().count(*balancer, servers, 100)[0], size_t{0});
    test::setCondition(*servers[0], Condition::healthy);
    QVERIFY(isSplit(kind, Choices().count(*balancer, servers, 100), {0.5, 0.5}, 100));
}

void BalancerChangesTest::givesSlowStartItsPart() {
    FETCH_STRATEGY();
    const ServerList servers = makeServers({1, 1});
    const auto balancer = makeBalancer(kind, servers, 0, tuning);
    servers[1]->setRamp(0.25);
    QVERIFY(isSplit(kind, Choices().count(*balancer, servers, 1000), {0.8, 0.2}, 1000));
    servers[0]->setRamp(0.25);
    QVERIFY(isSplit(kind, Choices().count(*balancer, servers, 1000), {0.5, 0.5}, 1000));
}

void BalancerChangesTest::standsChangesByAnotherThread() {
    FETCH_STRATEGY();
    const ServerList servers = makeServers({1, 1, 1, 1});
    std::atomic<int> changes{0};
    std::jthread changer([&](const std::stop_token& stop) {
        std::mt19937 random(42);
        const Weights weights{0, 5e-324, 0.1, 1, 1000};
        while (!stop.stop_requested()) {
            Server& server = *servers[random() % servers.size()];
            server.setWeight(weights[random() % weights.size()]);
            server.setRamp(1.0 / static_cast<double>(1 + random() % 4));
            server.setDuty(static_cast<Duty>(random() % 3));
            test::setCondition(server, static_cast<Condition>(random() % 3));
            server.setTrustedAnyway(random() % 2 == 0);
            server.requestStarted();
            test::answer(server, static_cast<double>(random() % 100), test::someTime());
            server.requestEnded();
            ++changes;
        }
    });
    const auto balancer = makeBalancer(kind, servers, 0, tuning);
    QTRY_VERIFY(changes > 0);
    size_t outside = 0;
    Choices choice(1);
    for (int i = 0; i < 50'000; ++i) {
        outside += choice.next(*balancer, servers).value_or(0) >= servers.size() ? 1 : 0;
    }
    changer.request_stop();
    changer.join();
    QCOMPARE(outside, size_t{0});
    for (const auto& server : servers) {
        server->setWeight(1);
        server->setRamp(1);
        server->setDuty(Duty::active);
        test::setCondition(*server, Condition::healthy);
        server->statistics().reset();
    }
    const auto counts = Choices().count(*balancer, servers, 400);
    for (size_t i = 0; i < servers.size(); ++i)
        QVERIFY(counts[i] > 60 && counts[i] < 140);
}

QTEST_GUILESS_MAIN(BalancerChangesTest)
#include "balancer_changes_test.moc"
