#include <QtTest>
#include <cmath>
#include <numeric>
#include <set>

#include "balancer_contract.h"

using namespace sluice;
using namespace sluice::upstream;
using test::Choices;
using test::ClosedLoop;
using test::everyStrategy;
using test::isSplit;
using test::makeServers;
using test::Split;
using test::splitOf;

namespace {

using Weights = std::vector<double>;

double sumOf(const std::vector<double>& shares) {
    return std::accumulate(shares.begin(), shares.end(), 0.0);
}

}  // namespace

/// Every strategy keeps to the shares that it says it gives.
class BalancerSharesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void givesTheExpectedShares_data();
    void givesTheExpectedShares();
    void givesTheExpectedSharesUnderLoad_data();
    void givesTheExpectedSharesUnderLoad();
    void workersStartApart_data() { everyStrategy(); }
    void workersStartApart();
};

void BalancerSharesTest::givesTheExpectedShares_data() {
    QTest::addColumn<int>("strategy");
    QTest::addColumn<QList<double>>("weights");
    const std::vector<std::pair<const char*, QList<double>>> cases{
        {"one", {1}},
        {"equal", {1, 1, 1}},
        {"integers", {5, 1, 1}},
        {"fractions", {0.5, 2.5, 0.1}},
        {"with zero", {3, 0, 1}},
        {"extremes", {1000, 1}},
        {"tiny", {1e-9, 3e-9}},
        {"hundred", QList<double>(100, 0.1)},
        {"three hundred", QList<double>(300, 1)},
    };
    for (const Strategy strategy : availableStrategies()) {
        for (const auto& [name, weights] : cases) {
            QTest::addRow("%s, %s", std::string(strategyName(strategy)).c_str(), name)
                << static_cast<int>(strategy) << weights;
        }
    }
}

void BalancerSharesTest::givesTheExpectedShares() {
    FETCH_STRATEGY();
    QFETCH(QList<double>, weights);
    const ServerList servers = makeServers(Weights(weights.begin(), weights.end()));
    const auto balancer = makeBalancer(kind, servers, 0, tuning);
    constexpr size_t choices = 20'020;
    const auto counts = Choices().count(*balancer, servers, choices);
    QCOMPARE(counts.back(), size_t{0});
    const auto shares = expectedShares(kind, servers, tuning);
    QVERIFY(std::abs(sumOf(shares) - 1) < 1e-9);
    QVERIFY(isSplit(kind, counts, shares, choices));
}

void BalancerSharesTest::givesTheExpectedSharesUnderLoad_data() {
    QTest::addColumn<int>("strategy");
    QTest::addColumn<QList<double>>("weights");
    const std::vector<std::pair<const char*, QList<double>>> cases{
        {"equal", {1, 1, 1}}, {"1:2:5", {1, 2, 5}}, {"with zero", {3, 0, 1}}};
    for (const Strategy strategy : availableStrategies()) {
        for (const auto& [name, weights] : cases) {
            QTest::addRow("%s, %s", std::string(strategyName(strategy)).c_str(), name)
                << static_cast<int>(strategy) << weights;
        }
    }
}

/// The servers answer equally fast, and there is enough in flight for every strategy that goes by
/// that to see the weights in it.
void BalancerSharesTest::givesTheExpectedSharesUnderLoad() {
    FETCH_STRATEGY();
    QFETCH(QList<double>, weights);
    const ServerList servers = makeServers(Weights(weights.begin(), weights.end()));
    const auto balancer = makeBalancer(kind, servers, 0, tuning);
    ClosedLoop loop(*balancer, servers, Weights(servers.size(), 10), 400);
    loop.run(4'000);
    constexpr size_t choices = 10'000;
    const auto counts = loop.run(choices);
    const auto shares = expectedShares(kind, servers, tuning);
    for (size_t i = 0; i < servers.size(); ++i) {
        const double share = static_cast<double>(counts[i]) / choices;
        QVERIFY2(std::abs(share - shares[i]) < 0.02, qPrintable(QString::number(share)));
    }
}

/// Or all would send their first requests to the same server. By hash, they must.
void BalancerSharesTest::workersStartApart() {
    FETCH_STRATEGY();
    const ServerList servers = makeServers({1, 1, 1, 1});
    std::set<std::vector<size_t>> sequences;
    std::set<size_t> first;
    for (int worker = 0; worker < 4; ++worker) {
        const auto balancer = makeBalancer(kind, servers, worker, tuning);
        Choices choice;
        std::vector<size_t> sequence;
        for (int i = 0; i < 16; ++i)
            sequence.push_back(choice.next(*balancer, servers).value());
        first.insert(sequence.front());
        sequences.insert(std::move(sequence));
    }
    QCOMPARE(sequences.size(), size_t{kind == Strategy::consistentHash ? 1u : 4u});
    if (splitOf(kind) == Split::inTurn) QCOMPARE(first, (std::set<size_t>{0, 1, 2, 3}));
}

QTEST_GUILESS_MAIN(BalancerSharesTest)
#include "balancer_shares_test.moc"
