#include "metric_history.h"

#include <QtTest>

using namespace sluice::desktop;

class MetricHistoryTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keepsTheLastFiveMinutes();
    void replacesTheSameSecondAndIgnoresOlderOnes();
    void peakLooksBackOnlySoFar();
    void copiesAgesToAChart();
    void whatHasNoLogarithmIsAGap();
    void showsThePastBeyondFiveMinutes();
    void onePointStandsForSeveral_data();
    void onePointStandsForSeveral();
};

void MetricHistoryTest::keepsTheLastFiveMinutes() {
    MetricHistory history;
    for (int second = 0; second < 1000; ++second)
        history.record(second, second * 2.0);
    QCOMPARE(history.points().size(), SecondRing<double>::capacity);
    QCOMPARE(history.points().at(0).time_s, 700);
    QCOMPARE(history.points().newest().value, 1998.0);
}

void MetricHistoryTest::replacesTheSameSecondAndIgnoresOlderOnes() {
    MetricHistory history;
    history.record(10, 1);
    history.record(10, 2);
    history.record(9, 3);
    QCOMPARE(history.points().size(), 1);
    QCOMPARE(history.points().newest().value, 2.0);
}

void MetricHistoryTest::peakLooksBackOnlySoFar() {
    MetricHistory history;
    QCOMPARE(history.peak(60), 0.0);
    history.record(0, 100);
    history.record(50, 7);
    history.record(100, 5);
    QCOMPARE(history.peak(60), 7.0);
    QCOMPARE(history.peak(300), 100.0);
}

void MetricHistoryTest::copiesAgesToAChart() {
    MetricHistory history;
    history.record(0, 1);
    history.record(58, 2);
    history.record(60, 3);
    history.record(61, 4);
    PlotSeries series;
    series.setLine({{0, 99}});
    history.copyTo(&series, 60);
    const QList<QPointF> expected{{-3, 2}, {-1, 3}, {0, 4}};
    QCOMPARE(series.points(), expected);
}

void MetricHistoryTest::whatHasNoLogarithmIsAGap() {
    MetricHistory history(MetricHistory::Scale::Log10);
    history.record(1, 100);
    history.record(2, 0);
    history.record(3, 0.1);
    PlotSeries series;
    history.copyTo(&series, 60);
    QCOMPARE(series.points().size(), 3);
    QCOMPARE(series.points().at(0), QPointF(-2, 2));
    QVERIFY(std::isnan(series.points().at(1).y()));
    QCOMPARE(series.points().at(2), QPointF(0, -1));
}

void MetricHistoryTest::showsThePastBeyondFiveMinutes() {
    MetricHistory history;
    history.record(5000, 1);
    history.setPast({{10, 50}, {5000, 20}, {5010, 30}});
    PlotSeries series;
    history.copyTo(&series, 3600);
    const QList<QPointF> hour{{-10, 20}, {0, 30}};
    QCOMPARE(series.points(), hour);
    QCOMPARE(history.peak(3600), 30.0);
    QCOMPARE(history.peak(300), 1.0);
    history.copyTo(&series, 86400);
    QCOMPARE(series.points().size(), 2);  // four minutes in one
    history.clear();
    history.copyTo(&series, 86400);
    QCOMPARE(series.points().size(), 0);
}

void MetricHistoryTest::onePointStandsForSeveral_data() {
    QTest::addColumn<MetricHistory::Scale>("scale");
    QTest::addColumn<double>("value");
    QTest::newRow("mean") << MetricHistory::Scale::Linear << 9.5;
    QTest::newRow("largest") << MetricHistory::Scale::Log10 << 1.0;
}

/// A day of tens: two hundred and forty seconds make a point.
void MetricHistoryTest::onePointStandsForSeveral() {
    QFETCH(MetricHistory::Scale, scale);
    QFETCH(double, value);
    MetricHistory history(scale);
    QList<QPointF> past;
    for (int i = 0; i < 8640; ++i)
        past.append({i * 10.0, i % 2 == 0 ? 9.0 : 10.0});
    history.setPast(past);
    PlotSeries series;
    history.copyTo(&series, 86400);
    QCOMPARE(series.points().size(), 360);
    QCOMPARE(series.points().back(), QPointF(0, value));
    QCOMPARE(series.points().front().x(), -(8639 - 23) * 10.0);
}

QTEST_MAIN(MetricHistoryTest)
#include "metric_history_test.moc"
