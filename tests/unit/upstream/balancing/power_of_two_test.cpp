#include "upstream/balancing/power_of_two.h"

#include <QtTest>

#include "support/balanced_servers.h"

using namespace sluice;
using namespace sluice::upstream;

class PowerOfTwoTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sharesByWeightWhileNothingIsInFlight();
    void takesTheLessLoadedOfTwo();
    void countsLoadPerWeight();
    void keepsTheMostLoadedNearTheMean();
};

void PowerOfTwoTest::sharesByWeightWhileNothingIsInFlight() {
    const ServerList servers = test::makeServers({1, 2, 5});
    PowerOfTwo balancer(servers, 0, Tuning());
    const auto counts = test::countChoices(balancer, servers, 10'000);
    QVERIFY(test::chiSquare(counts, {0.125, 0.25, 0.625}) < test::chiSquareLimit(3));
}

void PowerOfTwoTest::takesTheLessLoadedOfTwo() {
    const ServerList servers = test::makeServers({1, 1, 1});
    servers[1]->requestStarted();
    for (int i = 0; i < 2; ++i)
        servers[2]->requestStarted();
    PowerOfTwo balancer(servers, 0, Tuning());
    auto counts = test::countChoices(balancer, servers, 10'000);
    QCOMPARE(counts.back(), size_t{0});
    counts.pop_back();
    QVERIFY(test::chiSquare(counts, {2 / 3.0, 1 / 3.0}) < test::chiSquareLimit(2));
}

void PowerOfTwoTest::countsLoadPerWeight() {
    const ServerList servers = test::makeServers({1, 4});
    servers[0]->requestStarted();
    for (int i = 0; i < 3; ++i)
        servers[1]->requestStarted();
    PowerOfTwo balancer(servers, 0, Tuning());
    QCOMPARE(test::countChoices(balancer, servers, 100), (std::vector<size_t>{0, 100}));
}

/// The point of the second choice: a hundred servers, ten requests for each.
void PowerOfTwoTest::keepsTheMostLoadedNearTheMean() {
    const ServerList servers = test::makeServers(std::vector<double>(100, 1));
    PowerOfTwo balancer(servers, 0, Tuning());
    int64_t most = 0;
    for (int i = 0; i < 1'000; ++i) {
        Server& server = *servers[balancer.choose(servers).value()];
        server.requestStarted();
        most = std::max(most, server.inFlight());
    }
    QVERIFY(most <= 13);
}

QTEST_APPLESS_MAIN(PowerOfTwoTest)
#include "power_of_two_test.moc"
