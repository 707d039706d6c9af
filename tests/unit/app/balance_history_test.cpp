#include "balance_history.h"

#include <QtTest>

using namespace sluice;
using namespace sluice::desktop;

namespace {

const QString api = QStringLiteral("api");

metrics::Snapshot snapshot(qint64 time_s, double firstShare, double p99_ms) {
    metrics::ServerSnapshot first;
    first.name = "a";
    first.measuredShare = firstShare;
    first.traffic.rates.per_1s = 10;
    first.traffic.lastSecond.p99_ms = p99_ms;
    metrics::ServerSnapshot second = first;
    second.name = "b";
    second.measuredShare = 1 - firstShare;
    second.traffic.lastSecond.p99_ms = 10 * p99_ms;
    metrics::Snapshot result;
    result.time_ms = time_s * 1000;
    result.pools.resize(1);
    result.pools[0].name = "api";
    result.pools[0].servers = {first, second};
    return result;
}

}  // namespace

class BalanceHistoryTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void stacksShares();
    void drawsLatenciesOnALogScale();
    void looksBackOnlySoFar();
    void theAxisFitsTheData();
    void forgetsPoolsThatAreGone();
    void collectsWithoutShowing();
};

void BalanceHistoryTest::stacksShares() {
    BalanceHistory history;
    history.record(snapshot(1, 0.5, 1));
    history.record(snapshot(3, 0.2, 1));
    history.publish(api);
    PlotSeries band;
    history.copyShare(1, &band);
    const QList<QPointF> below{{-2, 0.5}, {0, 0.2}};
    const QList<QPointF> above{{-2, 1}, {0, 1}};
    QCOMPARE(band.lower(), below);
    QCOMPARE(band.points(), above);
    QCOMPARE(history.names(), (QStringList{QStringLiteral("a"), QStringLiteral("b")}));
}

void BalanceHistoryTest::drawsLatenciesOnALogScale() {
    BalanceHistory history;
    history.record(snapshot(1, 0.5, 100));
    history.record(snapshot(2, 0.5, 0));
    history.record(snapshot(3, 0.5, 0.1));
    history.publish(api);
    PlotSeries series;
    history.copyLatency(0, &series);
    QCOMPARE(series.points().size(), 3);
    QCOMPARE(series.points().at(0), QPointF(-2, 2));
    QVERIFY(std::isnan(series.points().at(1).y()));
    QCOMPARE(series.points().at(2), QPointF(0, -1));
}

void BalanceHistoryTest::looksBackOnlySoFar() {
    BalanceHistory history;
    history.record(snapshot(0, 0.5, 1000));
    history.record(snapshot(100, 0.5, 1));
    history.publish(api);
    QCOMPARE(history.latencyTop(), 1);
    QSignalSpy published(&history, &BalanceHistory::published);
    history.setRange(300);
    QCOMPARE(published.count(), 1);
    QCOMPARE(history.latencyTop(), 4);
    PlotSeries series;
    history.copyLatency(0, &series);
    QCOMPARE(series.points().size(), 2);
}

void BalanceHistoryTest::theAxisFitsTheData() {
    BalanceHistory history;
    history.publish(api);
    QVERIFY(!history.hasTraffic());
    QVERIFY(history.latencyTop() > history.latencyBottom());
    history.record(snapshot(1, 0.5, 20));
    history.publish(api);
    QVERIFY(history.hasTraffic());
    QCOMPARE(
        history.latencyLabels(),
        (QStringList{QStringLiteral("10 ms"), QStringLiteral("100 ms"), QStringLiteral("1 s")}));
}

void BalanceHistoryTest::forgetsPoolsThatAreGone() {
    BalanceHistory history;
    history.record(snapshot(1, 0.5, 1));
    history.record(metrics::Snapshot());
    history.publish(api);
    QVERIFY(history.names().isEmpty());
    QVERIFY(!history.hasTraffic());
}

void BalanceHistoryTest::collectsWithoutShowing() {
    BalanceHistory history;
    QSignalSpy published(&history, &BalanceHistory::published);
    history.record(snapshot(1, 0.5, 1));
    QCOMPARE(published.count(), 0);
    QVERIFY(history.names().isEmpty());
}

QTEST_GUILESS_MAIN(BalanceHistoryTest)
#include "balance_history_test.moc"
