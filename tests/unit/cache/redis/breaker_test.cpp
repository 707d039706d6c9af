#include "cache/redis/breaker.h"

#include <QTest>

using sluice::cache::redis::Breaker;

class BreakerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void opensAfterFiveInARow();
    void opensAfterAQuarterOfTheLast64();
    void forgetsWhatIsLongAgo();
    void beginsAnew();
};

namespace {

/// How many of `pattern`, over and over, it takes to open it; 0 if `most` do not.
int untilItOpens(Breaker& breaker, std::initializer_list<bool> pattern, int most) {
    for (int i = 0; i < most; ++i) {
        const bool failed = pattern.begin()[static_cast<size_t>(i) % pattern.size()];
        if (breaker.record(failed)) return i + 1;
    }
    return 0;
}

}  // namespace

void BreakerTest::opensAfterFiveInARow() {
    Breaker breaker;
    QCOMPARE(untilItOpens(breaker, {true}, 10), Breaker::mostInARow);
    QCOMPARE(untilItOpens(breaker, {true}, 10), Breaker::mostInARow);
}

void BreakerTest::opensAfterAQuarterOfTheLast64() {
    Breaker breaker;
    // The 16th failure, each third one failing.
    QCOMPARE(untilItOpens(breaker, {false, false, true}, 100), 48);
}

void BreakerTest::forgetsWhatIsLongAgo() {
    Breaker breaker;
    QCOMPARE(untilItOpens(breaker, {true, false, false, false, false}, 1000), 0);
}

void BreakerTest::beginsAnew() {
    Breaker breaker;
    for (int i = 0; i < Breaker::mostInARow - 1; ++i)
        QVERIFY(!breaker.record(true));
    breaker.reset();
    QVERIFY(!breaker.record(true));
}

QTEST_APPLESS_MAIN(BreakerTest)
#include "breaker_test.moc"
