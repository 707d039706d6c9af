#include "upstream/balancing/health_weighted.h"

#include <QtTest>

#include "support/balanced_servers.h"
#include "upstream/balancing/score.h"

using namespace sluice;
using namespace sluice::upstream;

class HealthWeightedTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sharesByWeightTimesScore();
    void doesNotGiveTheBestEverything();
    void followsTheScale();
    void followsMeasurementsAtOnce();
};

void HealthWeightedTest::sharesByWeightTimesScore() {
    const ServerList servers = test::makeServers({1, 2, 3});
    test::answer(*servers[1], 300, test::someTime());
    for (int i = 0; i < 10; ++i)
        servers[2]->statistics().recordFailure("refused", Duration::zero(), test::someTime());
    for (int i = 0; i < 50; ++i)
        servers[2]->requestStarted();
    std::vector<double> shares;
    double total = 0;
    for (const auto& server : servers) {
        shares.push_back(server->weight() * scoreOf(*server, 100).total());
        total += shares.back();
    }
    for (double& share : shares)
        share /= total;
    const Tuning tuning;
    HealthWeighted balancer(servers, 0, tuning);
    const auto counts = test::countChoices(balancer, servers, 10'000);
    QVERIFY(test::chiSquare(counts, shares) < test::chiSquareLimit(3));
    const auto expected = expectedShares(Strategy::healthWeighted, servers, tuning);
    for (size_t i = 0; i < shares.size(); ++i)
        QVERIFY(std::abs(expected[i] - shares[i]) < 1e-9);
}

void HealthWeightedTest::doesNotGiveTheBestEverything() {
    const ServerList servers = test::makeServers({2, 1});
    const Tuning tuning;
    HealthWeighted balancer(servers, 0, tuning);
    const auto counts = test::countChoices(balancer, servers, 300);
    QCOMPARE(counts, (std::vector<size_t>{200, 100}));
}

void HealthWeightedTest::followsTheScale() {
    const ServerList servers = test::makeServers({1, 1});
    test::answer(*servers[1], 300, test::someTime());
    Tuning tuning;
    HealthWeighted balancer(servers, 0, tuning);
    const auto strict = test::countChoices(balancer, servers, 1'000);
    tuning.scoreScale_ms = 1e6;
    const auto lenient = test::countChoices(balancer, servers, 1'000);
    QVERIFY(strict[1] + 50 < lenient[1]);
}

void HealthWeightedTest::followsMeasurementsAtOnce() {
    const ServerList servers = test::makeServers({1, 1});
    const Tuning tuning;
    HealthWeighted balancer(servers, 0, tuning);
    test::countChoices(balancer, servers, 1'000);
    for (int i = 0; i < 100; ++i)
        servers[0]->statistics().recordAnswer(std::chrono::seconds(2), 500, test::someTime());
    const auto counts = test::countChoices(balancer, servers, 100);
    const auto shares = expectedShares(Strategy::healthWeighted, servers, tuning);
    QVERIFY(shares[0] < 0.2);
    QVERIFY(std::abs(static_cast<double>(counts[0]) - 100 * shares[0]) <= 2);
}

QTEST_APPLESS_MAIN(HealthWeightedTest)
#include "health_weighted_test.moc"
