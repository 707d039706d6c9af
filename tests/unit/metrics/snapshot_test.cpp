#include "metrics/snapshot.h"

#include <QtTest>

namespace sluice::metrics {

class SnapshotTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void bandsAreFourToADecade();
    void latenciesFallIntoTheirBand_data();
    void latenciesFallIntoTheirBand();
};

void SnapshotTest::bandsAreFourToADecade() {
    QCOMPARE(Snapshot::bandLimit_ms(3), 1.0);
    QCOMPARE(Snapshot::bandLimit_ms(7), 10.0);
    QCOMPARE(Snapshot::bandLimit_ms(19), 10'000.0);
}

void SnapshotTest::latenciesFallIntoTheirBand_data() {
    QTest::addColumn<double>("latency_ms");
    QTest::addColumn<int>("band");
    QTest::newRow("zero") << 0.0 << 0;
    QTest::newRow("first") << 0.1 << 0;
    QTest::newRow("second") << 0.2 << 1;
    QTest::newRow("below 1 ms") << 0.999 << 3;
    QTest::newRow("above 1 ms") << 1.001 << 4;
    QTest::newRow("last") << 9'999.0 << 19;
    QTest::newRow("above all") << 1e9 << 19;
}

void SnapshotTest::latenciesFallIntoTheirBand() {
    QFETCH(double, latency_ms);
    QFETCH(int, band);
    QCOMPARE(int(Snapshot::bandOf(latency_ms)), band);
}

}  // namespace sluice::metrics

QTEST_APPLESS_MAIN(sluice::metrics::SnapshotTest)
#include "snapshot_test.moc"
