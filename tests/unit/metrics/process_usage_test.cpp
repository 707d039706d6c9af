#include "metrics/process_usage.h"

#include <QDeadlineTimer>
#include <QtTest>
#include <vector>

namespace sluice::metrics {

class ProcessUsageTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cpuRisesWithWork();
    void residentGrowsWithTouchedMemory();
};

void ProcessUsageTest::cpuRisesWithWork() {
    const double before_s = ProcessUsage::read().cpu_s;
    const QDeadlineTimer deadline(30'000);
    while (ProcessUsage::read().cpu_s <= before_s && !deadline.hasExpired())
        continue;
    QVERIFY(ProcessUsage::read().cpu_s > before_s);
}

void ProcessUsageTest::residentGrowsWithTouchedMemory() {
    constexpr size_t size = 64 * 1024 * 1024;
    const uint64_t before = ProcessUsage::read().residentBytes;
    QVERIFY(before > 0);
    const std::vector<char> touched(size, 'x');
    const uint64_t after = ProcessUsage::read().residentBytes;
    QVERIFY(touched.back() == 'x');
    QVERIFY(after >= before + size / 2);
}

}  // namespace sluice::metrics

QTEST_APPLESS_MAIN(sluice::metrics::ProcessUsageTest)
#include "process_usage_test.moc"
