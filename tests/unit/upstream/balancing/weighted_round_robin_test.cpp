#include "upstream/balancing/weighted_round_robin.h"

#include <QtTest>

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

QByteArray sequence(Balancer& balancer, const ServerList& servers, int choices) {
    QByteArray letters;
    for (int i = 0; i < choices; ++i) {
        const auto index = balancer.choose(servers);
        letters += index ? static_cast<char>('a' + *index) : '-';
    }
    return letters;
}

}  // namespace

class WeightedRoundRobinTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void spreadsAServersTurns_data();
    void spreadsAServersTurns();
    void neverRunsFarAheadOfItsShare();
    void goesOnWhereItWasAfterAnAvoidedChoice();
};

void WeightedRoundRobinTest::spreadsAServersTurns_data() {
    QTest::addColumn<QList<double>>("weights");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("5:1:1") << QList<double>{5, 1, 1} << QByteArray("aabacaaaabacaa");
    QTest::newRow("equal") << QList<double>{1, 1, 1} << QByteArray("abcabc");
    QTest::newRow("2:1") << QList<double>{2, 1} << QByteArray("abaaba");
    QTest::newRow("fractions") << QList<double>{0.5, 0.25} << QByteArray("abaaba");
    QTest::newRow("none") << QList<double>{0, 0} << QByteArray("--");
}

void WeightedRoundRobinTest::spreadsAServersTurns() {
    QFETCH(QList<double>, weights);
    QFETCH(QByteArray, expected);
    const ServerList servers = makeServers({weights.begin(), weights.end()});
    WeightedRoundRobin balancer(servers, 0, Tuning());
    QCOMPARE(sequence(balancer, servers, static_cast<int>(expected.size())), expected);
}

void WeightedRoundRobinTest::neverRunsFarAheadOfItsShare() {
    const std::vector<double> weights{7, 3, 1, 0.5, 0.25};
    const ServerList servers = makeServers(weights);
    WeightedRoundRobin balancer(servers, 0, Tuning());
    std::vector<double> counts(weights.size());
    for (int i = 1; i <= 5000; ++i) {
        counts[balancer.choose(servers).value()] += 1;
        for (size_t s = 0; s < weights.size(); ++s) {
            QVERIFY(std::abs(counts[s] - i * weights[s] / 11.75) < 1.5);
        }
    }
}

void WeightedRoundRobinTest::goesOnWhereItWasAfterAnAvoidedChoice() {
    const ServerList servers = makeServers({1, 1, 1});
    WeightedRoundRobin balancer(servers, 0, Tuning());
    const std::array<size_t, 1> first{0};
    QCOMPARE(balancer.choose(servers, {.avoid = first}), std::optional<size_t>(1));
    QCOMPARE(balancer.choose(servers, {.avoid = first}), std::optional<size_t>(2));
    QCOMPARE(sequence(balancer, servers, 3), QByteArray("abc"));
}

QTEST_APPLESS_MAIN(WeightedRoundRobinTest)
#include "weighted_round_robin_test.moc"
