#include "upstream/balancing/expected_shares.h"

#include <QtTest>
#include <numeric>

#include "support/balanced_servers.h"

using namespace sluice;
using namespace sluice::upstream;

/// What is told of a pool beforehand is what it then does.
class ExpectedSharesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void foretellsABusyPool_data();
    void foretellsABusyPool();
    void foretellsAPoolWithoutMuchToDo_data();
    void foretellsAPoolWithoutMuchToDo();
    void foretellsServersThatAreAboutAsFast_data();
    void foretellsServersThatAreAboutAsFast();
    void foretellsByTheKeysThatCome();
    void sharesByWeightBeforeAnythingIsMeasured();
    void takesAnUnmeasuredServerForTheFastest();
    void pairsOfOneAndOfNone();
};

void ExpectedSharesTest::foretellsABusyPool_data() {
    QTest::addColumn<int>("strategy");
    QTest::addColumn<QList<double>>("weights");
    QTest::addColumn<QList<double>>("latencies_ms");
    for (const Strategy strategy : {Strategy::leastConnections, Strategy::leastResponseTime,
                                    Strategy::powerOfTwo, Strategy::peakEwma}) {
        const auto row = [&](const char* name, const QList<double>& weights,
                             const QList<double>& latencies_ms) {
            QTest::addRow("%s, %s", std::string(strategyName(strategy)).c_str(), name)
                << static_cast<int>(strategy) << weights << latencies_ms;
        };
        row("one is slow", {1, 1, 1}, {10, 10, 100});
        row("all differ", {1, 1, 1}, {10, 20, 40});
        row("the slow have weight", {1, 2, 5}, {10, 20, 40});
        row("two", {1, 1}, {10, 30});
    }
}

void ExpectedSharesTest::foretellsABusyPool() {
    QFETCH(int, strategy);
    QFETCH(QList<double>, weights);
    QFETCH(QList<double>, latencies_ms);
    const auto kind = static_cast<Strategy>(strategy);
    const ServerList servers = test::makeServers({weights.begin(), weights.end()});
    const Tuning tuning;
    const auto balancer = makeBalancer(kind, servers, 0, tuning);
    test::ClosedLoop loop(*balancer, servers, {latencies_ms.begin(), latencies_ms.end()}, 200);
    loop.run(10'000);
    const auto shares = expectedShares(kind, servers, tuning);
    const auto counts = loop.run(10'000);
    for (size_t i = 0; i < servers.size(); ++i) {
        const double share = static_cast<double>(counts[i]) / 10'000;
        QVERIFY2(std::abs(share - shares[i]) < 0.07,
                 qPrintable(QStringLiteral("%1, not %2").arg(share).arg(shares[i])));
    }
}

void ExpectedSharesTest::foretellsAPoolWithoutMuchToDo_data() {
    QTest::addColumn<int>("strategy");
    QTest::addColumn<QList<double>>("weights");
    QTest::addColumn<QList<double>>("latencies_ms");
    QTest::addColumn<int>("inFlight");
    for (const Strategy strategy : availableStrategies()) {
        if (strategy == Strategy::consistentHash || strategy == Strategy::healthWeighted) continue;
        const std::string name(strategyName(strategy));
        const auto row = [&](int inFlight, const QList<double>& weights,
                             const QList<double>& latencies_ms) {
            QTest::addRow("%s, %d of %d servers", name.c_str(), inFlight,
                          static_cast<int>(weights.size()))
                << static_cast<int>(strategy) << weights << latencies_ms << inFlight;
        };
        row(1, {1, 1, 1}, {10, 12, 100});
        row(1, {1, 2}, {10, 30});
        row(2, {1, 1}, {10, 30});
        row(3, {1, 1}, {10, 30});
    }
}

/// So many requests at a time, the next when one is answered: it finds all others in flight.
void ExpectedSharesTest::foretellsAPoolWithoutMuchToDo() {
    QFETCH(int, strategy);
    QFETCH(QList<double>, weights);
    QFETCH(QList<double>, latencies_ms);
    QFETCH(int, inFlight);
    const auto kind = static_cast<Strategy>(strategy);
    const ServerList servers = test::makeServers({weights.begin(), weights.end()});
    const Tuning tuning;
    const auto balancer = makeBalancer(kind, servers, 0, tuning);
    test::ClosedLoop loop(*balancer, servers, {latencies_ms.begin(), latencies_ms.end()},
                          static_cast<size_t>(inFlight));
    loop.run(2'000);
    const Arrivals arrivals{static_cast<double>(inFlight - 1), {}};
    const auto shares = expectedShares(kind, servers, tuning, arrivals);
    const auto counts = loop.run(10'000);
    for (size_t i = 0; i < servers.size(); ++i) {
        const double share = static_cast<double>(counts[i]) / 10'000;
        QVERIFY2(std::abs(share - shares[i]) < 0.12,
                 qPrintable(QStringLiteral("%1, not %2").arg(share).arg(shares[i])));
    }
}

void ExpectedSharesTest::foretellsServersThatAreAboutAsFast_data() {
    QTest::addColumn<int>("strategy");
    QTest::addColumn<QList<double>>("latencies_ms");
    for (const Strategy strategy : {Strategy::leastResponseTime, Strategy::peakEwma}) {
        const std::string name(strategyName(strategy));
        QTest::addRow("%s, all", name.c_str())
            << static_cast<int>(strategy) << QList<double>{10, 10, 10};
        QTest::addRow("%s, two of three", name.c_str())
            << static_cast<int>(strategy) << QList<double>{10, 10, 40};
    }
}

/// One request at a time, for some hours: what is told at each moment is the share of them all.
void ExpectedSharesTest::foretellsServersThatAreAboutAsFast() {
    QFETCH(int, strategy);
    QFETCH(QList<double>, latencies_ms);
    const auto kind = static_cast<Strategy>(strategy);
    const ServerList servers = test::makeServers({1, 1, 1});
    const Tuning tuning;
    const auto balancer = makeBalancer(kind, servers, 0, tuning);
    test::ClosedLoop loop(*balancer, servers, {latencies_ms.begin(), latencies_ms.end()}, 1, 0.2);
    constexpr int moments = 200;
    std::vector<double> told(servers.size());
    std::vector<double> got(servers.size());
    for (int moment = 0; moment < moments; ++moment) {
        const auto counts = loop.run(5'000);
        const auto shares = expectedShares(kind, servers, tuning, {0, {}});
        for (size_t i = 0; i < servers.size(); ++i) {
            told[i] += shares[i] / moments;
            got[i] += static_cast<double>(counts[i]) / 5'000 / moments;
        }
    }
    for (size_t i = 0; i < servers.size(); ++i)
        QVERIFY2(std::abs(told[i] - got[i]) < 0.1,
                 qPrintable(QStringLiteral("%1, not %2").arg(got[i]).arg(told[i])));
}

/// One client's requests go to one server, and come back when that is out.
void ExpectedSharesTest::foretellsByTheKeysThatCome() {
    const ServerList servers = test::makeServers({1, 1, 1});
    const Tuning tuning;
    const auto balancer = makeBalancer(Strategy::consistentHash, servers, 0, tuning);
    const Arrivals arrivals{0, {17, 17, 17, 99}};
    for (int round = 0; round < 2; ++round) {
        std::vector<double> counts(3);
        for (const uint64_t hash : arrivals.hashes)
            counts[*balancer->choose(servers, {hash, {}, {}})] += 0.25;
        QVERIFY(expectedShares(Strategy::consistentHash, servers, tuning, arrivals) == counts);
        const auto most = std::max_element(counts.begin(), counts.end());
        servers[static_cast<size_t>(most - counts.begin())]->setWeight(0);
    }
}

void ExpectedSharesTest::sharesByWeightBeforeAnythingIsMeasured() {
    const ServerList servers = test::makeServers({1, 2, 5, 0});
    for (const Strategy strategy : availableStrategies()) {
        if (strategy == Strategy::roundRobin) continue;
        const auto shares = expectedShares(strategy, servers, Tuning());
        for (size_t i = 0; i < shares.size(); ++i)
            QVERIFY(std::abs(shares[i] - servers[i]->weight() / 8) < 1e-9);
    }
}

void ExpectedSharesTest::takesAnUnmeasuredServerForTheFastest() {
    const ServerList servers = test::makeServers({1, 1, 1});
    test::answer(*servers[0], 10, test::someTime());
    test::answer(*servers[1], 20, test::someTime());
    const auto shares = expectedShares(Strategy::leastConnections, servers, Tuning());
    QVERIFY(std::abs(shares[0] - 0.4) < 1e-9);
    QVERIFY(std::abs(shares[2] - 0.4) < 1e-9);
}

void ExpectedSharesTest::pairsOfOneAndOfNone() {
    const Tuning tuning;
    QCOMPARE(sharesByPairs(test::makeServers({0, 0.3}), tuning, leastConnectionsClaim),
             (std::vector<double>{0, 1}));
    QCOMPARE(sharesByPairs(test::makeServers({0, 0}), tuning, leastConnectionsClaim),
             (std::vector<double>{0, 0}));
    const auto extreme =
        sharesByPairs(test::makeServers({1000, 5e-324, 1e-9}), tuning, leastConnectionsClaim);
    QVERIFY(std::abs(extreme[0] - 1) < 1e-6);
    QVERIFY(std::abs(std::accumulate(extreme.begin(), extreme.end(), 0.0) - 1) < 1e-9);
}

QTEST_APPLESS_MAIN(ExpectedSharesTest)
#include "expected_shares_test.moc"
