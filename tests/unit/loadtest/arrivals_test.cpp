#include "loadtest/arrivals.h"

#include <QtTest>

using namespace sluice;
using namespace sluice::loadtest;
using namespace std::chrono_literals;

class ArrivalsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void comeEvenlyAtAConstantRate();
    void comeFasterOnARamp();
    void goOnFromStageToStage();
    void pauseWhileTheRateIsZero();
    void neverGoBack();
};

void ArrivalsTest::comeEvenlyAtAConstantRate() {
    const Arrivals arrivals({{2s, 100, 100}});
    QCOMPARE(arrivals.count(), uint64_t(200));
    QCOMPARE(arrivals.at(0), std::optional<Duration>(0ns));
    QCOMPARE(arrivals.at(1), std::optional<Duration>(10ms));
    QCOMPARE(arrivals.at(150), std::optional<Duration>(1500ms));
    QVERIFY(!arrivals.at(200));
    QCOMPARE(arrivals.duration(), Duration(2s));
}

void ArrivalsTest::comeFasterOnARamp() {
    // The integral of 10·t is 5·t²: 500 requests in 10 s, a quarter of them in the first half.
    const Arrivals arrivals({{10s, 0, 100}});
    QCOMPARE(arrivals.count(), uint64_t(500));
    QCOMPARE(arrivals.at(0), std::optional<Duration>(0ns));
    QCOMPARE(arrivals.at(125), std::optional<Duration>(5s));
    const Arrivals down({{10s, 100, 0}});
    QCOMPARE(down.count(), uint64_t(500));
    QCOMPARE(down.at(375), std::optional<Duration>(5s));
}

void ArrivalsTest::goOnFromStageToStage() {
    const Arrivals arrivals({{1s, 10, 10}, {1s, 100, 100}});
    QCOMPARE(arrivals.count(), uint64_t(110));
    QCOMPARE(arrivals.at(9), std::optional<Duration>(900ms));
    QCOMPARE(arrivals.at(10), std::optional<Duration>(1s));
    QCOMPARE(arrivals.at(60), std::optional<Duration>(1500ms));
}

void ArrivalsTest::pauseWhileTheRateIsZero() {
    const Arrivals arrivals({{1s, 10, 10}, {5s, 0, 0}, {1s, 10, 10}});
    QCOMPARE(arrivals.count(), uint64_t(20));
    QCOMPARE(arrivals.at(10), std::optional<Duration>(6s));
}

void ArrivalsTest::neverGoBack() {
    const Arrivals arrivals({{3s, 0, 700}, {2s, 700, 30}, {1s, 30, 30}});
    Duration last{};
    for (uint64_t n = 0; n < arrivals.count(); ++n) {
        QVERIFY(*arrivals.at(n) >= last);
        last = *arrivals.at(n);
    }
    QVERIFY(last <= arrivals.duration());
}

QTEST_APPLESS_MAIN(ArrivalsTest)
#include "arrivals_test.moc"
