#include "upstream/health/ejection.h"

#include <QTest>

#include "upstream/health/slow_start.h"

using namespace std::chrono_literals;
using namespace sluice;
using namespace sluice::upstream;

class EjectionTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void doublesUpToTheLimit();
    void forgivesStepByStep();
    void isNeverLongerThanTheLimit();
    void slowStartGrowsToOne();
};

namespace {

OutlierOptions options(Duration first, Duration most) {
    OutlierOptions options;
    options.ejection = first;
    options.maxEjection = most;
    return options;
}

}  // namespace

void EjectionTest::doublesUpToTheLimit() {
    Ejection ejection;
    for (const Duration expected : {10s, 20s, 40s, 60s, 60s}) {
        QCOMPARE(ejection.begin(options(10s, 60s)).count(), expected.count());
    }
}

void EjectionTest::forgivesStepByStep() {
    const OutlierOptions given = options(10s, 60s);
    const TimePoint back{100s};
    Ejection ejection;
    for (int i = 0; i < 50; ++i)
        ejection.begin(given);
    ejection.ended(back);
    ejection.forgive(back + 239s, given);
    QCOMPARE(Ejection(ejection).begin(given).count(), Duration(60s).count());
    ejection.forgive(back + 240s, given);  // 4 × 60 s
    QCOMPARE(Ejection(ejection).begin(given).count(), Duration(60s).count());
    ejection.forgive(back + 400s, given);  // 4 × 40 s
    QCOMPARE(Ejection(ejection).begin(given).count(), Duration(40s).count());
    ejection.forgive(back + 480s, given);
    ejection.forgive(back + 520s, given);
    QCOMPARE(Ejection(ejection).begin(given).count(), Duration(10s).count());
    ejection.forgive(back + 1000s, given);
    QCOMPARE(Ejection(ejection).begin(given).count(), Duration(10s).count());
}

void EjectionTest::isNeverLongerThanTheLimit() {
    Ejection ejection;
    QCOMPARE(ejection.begin(options(10s, 1s)).count(), Duration(1s).count());
}

void EjectionTest::slowStartGrowsToOne() {
    QCOMPARE(slowStartRamp(0s, 10s), slowStartShare);
    QCOMPARE(slowStartRamp(5s, 10s), (1 + slowStartShare) / 2);
    QCOMPARE(slowStartRamp(10s, 10s), 1.0);
    QCOMPARE(slowStartRamp(11s, 10s), 1.0);
    QCOMPARE(slowStartRamp(0s, 0s), 1.0);
}

QTEST_APPLESS_MAIN(EjectionTest)
#include "ejection_test.moc"
