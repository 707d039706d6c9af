#include "upstream/balancing/least_response_time.h"

#include <QtTest>

#include "support/balanced_servers.h"

using namespace sluice;
using namespace sluice::upstream;
using namespace std::chrono_literals;

namespace {

std::optional<size_t> choose(Balancer& balancer, const ServerList& servers,
                             TimePoint now = test::someTime()) {
    return balancer.choose(servers, {.now = now});
}

void measure(const ServerList& servers, const std::vector<double>& latencies_ms) {
    for (size_t i = 0; i < latencies_ms.size(); ++i)
        test::answer(*servers[i], latencies_ms[i], test::someTime());
}

}  // namespace

class LeastResponseTimeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void takesTheLeastCost_data();
    void takesTheLeastCost();
    void sharesEvenlyAmongEquals();
    void triesANewServerWithoutFloodingIt();
    void triesASlowServerAgain();
    void takesAServerInAgainOnceItIsFast();
    void asksTheClockWhenNoTimeIsGiven();
    void sharesByWeightAmongEquals();
    void doesNotDependOnTheUnitOfWeights();
    void spreadsAsTwiceLittlesLawSays();
};

void LeastResponseTimeTest::takesTheLeastCost_data() {
    QTest::addColumn<QList<double>>("weights");
    QTest::addColumn<QList<double>>("latencies_ms");
    QTest::addColumn<QList<int>>("inFlight");
    QTest::addColumn<int>("expected");
    QTest::newRow("latency") << QList<double>{1, 1, 1} << QList<double>{30, 10, 20}
                             << QList<int>{0, 0, 0} << 1;
    QTest::newRow("in flight") << QList<double>{1, 1, 1} << QList<double>{30, 10, 20}
                               << QList<int>{0, 3, 1} << 0;
    QTest::newRow("weight") << QList<double>{1, 1, 7} << QList<double>{30, 30, 30}
                            << QList<int>{1, 1, 6} << 2;
    QTest::newRow("latency before weight")
        << QList<double>{1, 1, 7} << QList<double>{30, 11, 30} << QList<int>{0, 0, 0} << 1;
}

void LeastResponseTimeTest::takesTheLeastCost() {
    QFETCH(QList<double>, weights);
    QFETCH(QList<double>, latencies_ms);
    QFETCH(QList<int>, inFlight);
    QFETCH(int, expected);
    const ServerList servers = test::makeServers({weights.begin(), weights.end()});
    measure(servers, {latencies_ms.begin(), latencies_ms.end()});
    for (qsizetype i = 0; i < inFlight.size(); ++i) {
        for (int n = 0; n < inFlight[i]; ++n)
            servers[static_cast<size_t>(i)]->requestStarted();
    }
    LeastResponseTime balancer(servers, 0, Tuning());
    QCOMPARE(choose(balancer, servers), std::optional(static_cast<size_t>(expected)));
}

void LeastResponseTimeTest::sharesEvenlyAmongEquals() {
    for (const bool measured : {false, true}) {
        const ServerList servers = test::makeServers({1, 1, 1});
        if (measured) measure(servers, {10, 10, 10});
        LeastResponseTime balancer(servers, 0, Tuning());
        for (const size_t expected : {0, 1, 2, 0, 1, 2})
            QCOMPARE(choose(balancer, servers), std::optional(expected));
    }
}

void LeastResponseTimeTest::triesANewServerWithoutFloodingIt() {
    const ServerList servers = test::makeServers({1, 1, 1});
    measure(servers, {10, 20});
    LeastResponseTime balancer(servers, 0, Tuning());
    std::vector<size_t> counts(3);
    for (int i = 0; i < 50; ++i) {
        const size_t index = choose(balancer, servers).value();
        servers[index]->requestStarted();
        ++counts[index];
        if (i == 2) QVERIFY(counts[2] > 0);
    }
    QCOMPARE(counts, (std::vector<size_t>{20, 10, 20}));
}

/// One slow answer is not remembered for ever, though nothing but an answer could correct it.
void LeastResponseTimeTest::triesASlowServerAgain() {
    const ServerList servers = test::makeServers({1, 1});
    measure(servers, {1000, 10});
    LeastResponseTime balancer(servers, 0, Tuning());
    const auto chooseAfter = [&](std::chrono::seconds time) {
        const TimePoint now = test::someTime() + time;
        test::answer(*servers[1], 10, now);
        return choose(balancer, servers, now);
    };
    QCOMPARE(chooseAfter(0s), std::optional<size_t>(1));
    QCOMPARE(chooseAfter(270s), std::optional<size_t>(1));
    QCOMPARE(chooseAfter(280s), std::optional<size_t>(0));
}

/// Two requests a second, one at a time: the first good answer brings a once slow server back.
void LeastResponseTimeTest::takesAServerInAgainOnceItIsFast() {
    const ServerList servers = test::makeServers({1, 1});
    measure(servers, {1000, 10});
    LeastResponseTime balancer(servers, 0, Tuning());
    std::vector<size_t> counts(2);
    for (int i = 0; i < 1200; ++i) {
        const TimePoint now = test::someTime() + i * 500ms;
        const size_t chosen = choose(balancer, servers, now).value();
        test::answer(*servers[chosen], 10, now);
        if (i >= 600) ++counts[chosen];
    }
    QVERIFY2(counts[0] > 100 && counts[1] > 100, qPrintable(QString::number(counts[0])));
}

void LeastResponseTimeTest::asksTheClockWhenNoTimeIsGiven() {
    const ServerList servers = test::makeServers({1, 1});
    test::answer(*servers[0], 1000, Clock::now() - 10min);
    test::answer(*servers[1], 1, Clock::now());
    LeastResponseTime balancer(servers, 0, Tuning());
    QCOMPARE(balancer.choose(servers), std::optional<size_t>(0));
}

void LeastResponseTimeTest::sharesByWeightAmongEquals() {
    const ServerList servers = test::makeServers({1, 2, 5});
    measure(servers, {10, 10, 10});
    LeastResponseTime balancer(servers, 0, Tuning());
    std::vector<size_t> counts(3);
    for (int i = 0; i < 800; ++i)
        ++counts[choose(balancer, servers).value()];
    QCOMPARE(counts, (std::vector<size_t>{100, 200, 500}));
}

void LeastResponseTimeTest::doesNotDependOnTheUnitOfWeights() {
    std::vector<std::vector<size_t>> counts;
    for (const double unit : {0.01, 1.0, 100.0}) {
        const ServerList servers = test::makeServers({unit, 2 * unit});
        LeastResponseTime balancer(servers, 0, Tuning());
        test::ClosedLoop loop(balancer, servers, {10, 11}, 40);
        counts.push_back(loop.run(5'000));
        for (size_t i = 0; i < 2; ++i)
            QVERIFY(std::abs(static_cast<double>(counts.back()[i]) -
                             static_cast<double>(counts.front()[i])) < 50);
    }
}

/// In a busy pool, throughput is as weight ÷ latency².
void LeastResponseTimeTest::spreadsAsTwiceLittlesLawSays() {
    const ServerList servers = test::makeServers({1, 1, 2});
    LeastResponseTime balancer(servers, 0, Tuning());
    test::ClosedLoop loop(balancer, servers, {10, 20, 40}, 400);
    loop.run(5'000);
    const auto counts = loop.run(10'000);
    const auto shares = expectedShares(Strategy::leastResponseTime, servers, Tuning());
    for (size_t i = 0; i < shares.size(); ++i)
        QVERIFY(std::abs(static_cast<double>(counts[i]) / 10'000 - shares[i]) < 0.02);
    QVERIFY(std::abs(shares[0] - 1 / 1.375) < 0.02);
}

QTEST_APPLESS_MAIN(LeastResponseTimeTest)
#include "least_response_time_test.moc"
