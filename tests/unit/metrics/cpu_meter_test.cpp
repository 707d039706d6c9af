#include "metrics/cpu_meter.h"

#include <QtTest>

using namespace std::chrono_literals;

namespace sluice::metrics {

class CpuMeterTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void firstReadingIsTheBeginning();
    void tellsPercentOfOneCore();
    void sameTimeChangesNothing();
    void neverNegative();
};

void CpuMeterTest::firstReadingIsTheBeginning() {
    QCOMPARE(CpuMeter().update(TimePoint(5s), 1234.5), 0.0);
}

void CpuMeterTest::tellsPercentOfOneCore() {
    CpuMeter meter;
    meter.update(TimePoint(10s), 2.0);
    QCOMPARE(meter.update(TimePoint(11s), 2.25), 25.0);
    QCOMPARE(meter.update(TimePoint(13s), 6.25), 200.0);
    QCOMPARE(meter.update(TimePoint(14s), 6.25), 0.0);
}

void CpuMeterTest::sameTimeChangesNothing() {
    CpuMeter meter;
    meter.update(TimePoint(10s), 2.0);
    meter.update(TimePoint(11s), 2.5);
    QCOMPARE(meter.update(TimePoint(11s), 3.0), 50.0);
    QCOMPARE(meter.update(TimePoint(12s), 3.5), 100.0);
}

void CpuMeterTest::neverNegative() {
    CpuMeter meter;
    meter.update(TimePoint(10s), 2.0);
    QCOMPARE(meter.update(TimePoint(11s), 1.0), 0.0);
}

}  // namespace sluice::metrics

QTEST_APPLESS_MAIN(sluice::metrics::CpuMeterTest)
#include "cpu_meter_test.moc"
