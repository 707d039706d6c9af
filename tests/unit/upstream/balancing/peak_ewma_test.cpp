#include "upstream/balancing/peak_ewma.h"

#include <QtTest>

#include "support/balanced_servers.h"

using namespace sluice;
using namespace sluice::upstream;
using namespace std::chrono_literals;

namespace {

std::vector<size_t> countChoices(Balancer& balancer, const ServerList& servers, int choices,
                                 TimePoint now = test::someTime()) {
    std::vector<size_t> counts(servers.size());
    for (int i = 0; i < choices; ++i)
        ++counts[balancer.choose(servers, {.now = now}).value()];
    return counts;
}

}  // namespace

class PeakEwmaTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void takesTheFasterOfTwo();
    void countsRequestsInFlight();
    void sharesByWeightAmongEquals();
    void findsANewServerOutWithOneRequest();
    void forgetsAPeak();
    void asksTheClockWhenNoTimeIsGiven();
    void leavesASlowServer();
    void doesNotDependOnTheUnitOfWeights();
};

void PeakEwmaTest::takesTheFasterOfTwo() {
    const ServerList servers = test::makeServers({1, 1, 1});
    test::answer(*servers[0], 10, test::someTime());
    test::answer(*servers[1], 20, test::someTime());
    test::answer(*servers[2], 30, test::someTime());
    PeakEwma balancer(servers, 0, Tuning());
    auto counts = countChoices(balancer, servers, 10'000);
    QCOMPARE(counts.back(), size_t{0});
    counts.pop_back();
    QVERIFY(test::chiSquare(counts, {2 / 3.0, 1 / 3.0}) < test::chiSquareLimit(2));
}

void PeakEwmaTest::countsRequestsInFlight() {
    const ServerList servers = test::makeServers({1, 1});
    test::answer(*servers[0], 10, test::someTime());
    test::answer(*servers[1], 20, test::someTime());
    PeakEwma balancer(servers, 0, Tuning());
    QCOMPARE(countChoices(balancer, servers, 10), (std::vector<size_t>{10, 0}));
    for (int i = 0; i < 2; ++i)
        servers[0]->requestStarted();
    QCOMPARE(countChoices(balancer, servers, 10), (std::vector<size_t>{0, 10}));
}

void PeakEwmaTest::sharesByWeightAmongEquals() {
    const ServerList servers = test::makeServers({1, 2, 5});
    for (const auto& server : servers)
        test::answer(*server, 10, test::someTime());
    PeakEwma balancer(servers, 0, Tuning());
    const auto counts = countChoices(balancer, servers, 10'000);
    QVERIFY(test::chiSquare(counts, {0.125, 0.25, 0.625}) < test::chiSquareLimit(3));
}

void PeakEwmaTest::findsANewServerOutWithOneRequest() {
    const ServerList servers = test::makeServers({1, 1});
    test::answer(*servers[0], 10, test::someTime());
    PeakEwma balancer(servers, 0, Tuning());
    QCOMPARE(countChoices(balancer, servers, 10), (std::vector<size_t>{0, 10}));
    servers[1]->requestStarted();
    QCOMPARE(countChoices(balancer, servers, 10), (std::vector<size_t>{10, 0}));
}

void PeakEwmaTest::forgetsAPeak() {
    const ServerList servers = test::makeServers({1, 1});
    test::answer(*servers[0], 10, test::someTime());
    test::answer(*servers[0], 1000, test::someTime());
    PeakEwma balancer(servers, 0, Tuning());
    const auto countAfter = [&](std::chrono::seconds time) {
        const TimePoint now = test::someTime() + time;
        test::answer(*servers[1], 100, now);
        return countChoices(balancer, servers, 10, now);
    };
    QCOMPARE(countAfter(22s), (std::vector<size_t>{0, 10}));
    QCOMPARE(countAfter(24s), (std::vector<size_t>{10, 0}));
}

void PeakEwmaTest::asksTheClockWhenNoTimeIsGiven() {
    const ServerList servers = test::makeServers({1, 1});
    test::answer(*servers[0], 1000, Clock::now() - 10min);
    test::answer(*servers[1], 1, Clock::now());
    PeakEwma balancer(servers, 0, Tuning());
    QCOMPARE(balancer.choose(servers), std::optional<size_t>(0));
}

void PeakEwmaTest::leavesASlowServer() {
    const ServerList servers = test::makeServers({1, 1, 1});
    PeakEwma balancer(servers, 0, Tuning());
    test::ClosedLoop loop(balancer, servers, {10, 10, 100}, 20);
    loop.run(1'000);
    const auto counts = loop.run(10'000);
    QVERIFY(counts[2] < 300);
    QVERIFY(counts[0] > 4'000 && counts[1] > 4'000);
}

void PeakEwmaTest::doesNotDependOnTheUnitOfWeights() {
    std::vector<std::vector<size_t>> counts;
    for (const double unit : {0.01, 1.0, 100.0}) {
        const ServerList servers = test::makeServers({unit, 2 * unit});
        PeakEwma balancer(servers, 0, Tuning());
        test::ClosedLoop loop(balancer, servers, {10, 11}, 40);
        counts.push_back(loop.run(5'000));
        for (size_t i = 0; i < 2; ++i)
            QVERIFY(std::abs(static_cast<double>(counts.back()[i]) -
                             static_cast<double>(counts.front()[i])) < 50);
    }
}

QTEST_APPLESS_MAIN(PeakEwmaTest)
#include "peak_ewma_test.moc"
