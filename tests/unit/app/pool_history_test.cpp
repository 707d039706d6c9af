#include "pool_history.h"

#include <QtTest>

using namespace sluice;
using namespace sluice::desktop;

namespace {

metrics::PoolSnapshot pool(const std::vector<std::pair<std::string, double>>& shares) {
    metrics::PoolSnapshot result;
    for (const auto& [name, share] : shares) {
        metrics::ServerSnapshot server;
        server.name = name;
        server.measuredShare = share;
        server.traffic.rates.per_1s = share * 100;
        server.traffic.lastSecond.p99_ms = share * 10;
        result.servers.push_back(server);
    }
    return result;
}

}  // namespace

class PoolHistoryTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keepsSharesAndLatencies();
    void manyServersShareTheLastLine();
    void aServerKeepsItsPastAtAnotherPlace();
    void isBounded();
};

void PoolHistoryTest::keepsSharesAndLatencies() {
    PoolHistory history;
    history.record(1, pool({{"a", 0.4}, {"b", 0.6}, {"c", 0}}));
    QCOMPARE(history.names().size(), 3);
    const PoolHistory::Second& second = history.seconds().newest().value;
    QCOMPARE(second.share[1], 0.6);
    QCOMPARE(second.p99_ms[0], 4.0);
    QCOMPARE(second.p99_ms[2], 0.0);
}

void PoolHistoryTest::manyServersShareTheLastLine() {
    std::vector<std::pair<std::string, double>> shares;
    for (int i = 0; i < 10; ++i)
        shares.emplace_back("s" + std::to_string(i), 0.1);
    shares.back().second = 0.3;
    PoolHistory history;
    history.record(1, pool(shares));
    QCOMPARE(history.names().size(), PoolHistory::lines);
    QCOMPARE(history.names().last(), QStringLiteral("others"));
    QCOMPARE(history.seconds().newest().value.share[7], 0.5);
    QCOMPARE(history.seconds().newest().value.p99_ms[7], 3.0);
    QCOMPARE(PoolHistory::lineOf(6), 6);
    QCOMPARE(PoolHistory::lineOf(9), 7);
}

void PoolHistoryTest::aServerKeepsItsPastAtAnotherPlace() {
    PoolHistory history;
    history.record(1, pool({{"a", 0.4}, {"b", 0.6}}));
    history.record(2, pool({{"b", 0.7}, {"c", 0.3}}));
    QCOMPARE(history.seconds().size(), 2);
    QCOMPARE(history.seconds().at(0).value.share[0], 0.6);
    QCOMPARE(history.seconds().at(0).value.share[1], 0.0);
    QCOMPARE(history.seconds().at(1).value.share[1], 0.3);
}

void PoolHistoryTest::isBounded() {
    PoolHistory history;
    for (int second = 0; second < 1000; ++second)
        history.record(second, pool({{"a", 1}}));
    QCOMPARE(history.seconds().size(), 300);
}

QTEST_APPLESS_MAIN(PoolHistoryTest)
#include "pool_history_test.moc"
