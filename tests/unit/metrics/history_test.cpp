#include "metrics/history.h"

#include <QtTest>

using namespace std::chrono_literals;

namespace sluice::metrics {

namespace {

Reading counted(uint64_t ok, uint64_t errors = 0, uint64_t latency_ns = 1'000'000) {
    Reading reading;
    reading.byStatusClass[2] = ok;
    reading.byStatusClass[5] = errors;
    reading.latency.add(Buckets::indexOf(latency_ns), ok + errors);
    reading.latency.addSum((ok + errors) * latency_ns);
    return reading;
}

bool near(double value, double expected) {
    return std::abs(value - expected) <= 0.01 * expected;
}

}  // namespace

class HistoryTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void firstReadingLiesInNoWindow();
    void aStartMakesTheFirstReadingCount();
    void ratesUseTheTrueTime();
    void ratesUseWhatExists();
    void windowsForgetWhatIsOlder();
    void jitterDoesNotDoubleTheSecond();
    void aGapIsSpreadOverItsTime();
    void errorRateIsOfTenSeconds();
    void latencyIsOfTenSamples();
    void remembersTheLastHit();
    void phasesAreTheMeanOfTenSeconds();
};

void HistoryTest::firstReadingLiesInNoWindow() {
    History history;
    history.advance(TimePoint(100s), counted(50, 5));
    QCOMPARE(history.traffic().requests, uint64_t{55});
    QCOMPARE(history.traffic().rates.per_1s, 0.0);
    QCOMPARE(history.traffic().rates.per_5m, 0.0);
    QCOMPARE(history.traffic().errorRate, 0.0);
    QCOMPARE(history.traffic().latency.p50_ms, 0.0);
}

void HistoryTest::aStartMakesTheFirstReadingCount() {
    History history(TimePoint(100s));
    history.advance(TimePoint(101s), counted(45, 5));
    QCOMPARE(history.traffic().rates.per_1s, 50.0);
    QCOMPARE(history.traffic().rates.per_5m, 50.0);
    QCOMPARE(history.traffic().errorRate, 0.1);
    QCOMPARE(history.errorsPerSecond(), 5.0);
    QVERIFY(near(history.traffic().latency.p50_ms, 1.0));
    QCOMPARE(history.traffic().latency.mean_ms, 1.0);
}

void HistoryTest::ratesUseTheTrueTime() {
    History history(TimePoint(0s));
    history.advance(TimePoint(1250ms), counted(100));
    QCOMPARE(history.traffic().rates.per_1s, 80.0);
    history.advance(TimePoint(2250ms), counted(60));
    QCOMPARE(history.traffic().rates.per_1s, 60.0);
    QCOMPARE(history.traffic().rates.per_10s, 160 / 2.25);
}

void HistoryTest::ratesUseWhatExists() {
    History history(TimePoint(0s));
    for (int i = 1; i <= 30; ++i)
        history.advance(TimePoint(i * 1s), counted(i <= 20 ? 10 : 40));
    QCOMPARE(history.traffic().rates.per_1s, 40.0);
    QCOMPARE(history.traffic().rates.per_10s, 40.0);
    QCOMPARE(history.traffic().rates.per_1m, 20.0);
    QCOMPARE(history.traffic().rates.per_5m, 20.0);
}

void HistoryTest::windowsForgetWhatIsOlder() {
    History history(TimePoint(0s));
    history.advance(TimePoint(1s), counted(1'000'000, 0, 900'000'000));
    for (int i = 2; i <= 301; ++i)
        history.advance(TimePoint(i * 1s), counted(7));
    QCOMPARE(history.traffic().rates.per_1m, 7.0);
    QCOMPARE(history.traffic().rates.per_5m, 7.0);
    QVERIFY(near(history.traffic().latency.max_ms, 1.0));
    QCOMPARE(history.traffic().requests, uint64_t{1'000'000 + 7 * 300});
}

void HistoryTest::jitterDoesNotDoubleTheSecond() {
    History history(TimePoint(0s));
    history.advance(TimePoint(1'000ms), counted(500));
    history.advance(TimePoint(1'996ms), counted(0));
    QCOMPARE(history.traffic().rates.per_1s, 0.0);
    history.advance(TimePoint(3'004ms), counted(1008));
    QCOMPARE(history.traffic().rates.per_1s, 1000.0);
}

void HistoryTest::aGapIsSpreadOverItsTime() {
    History history(TimePoint(0s));
    history.advance(TimePoint(1s), counted(10));
    history.advance(TimePoint(21s), counted(400));
    QCOMPARE(history.traffic().rates.per_1s, 20.0);
    QCOMPARE(history.traffic().rates.per_10s, 20.0);
}

void HistoryTest::errorRateIsOfTenSeconds() {
    History history(TimePoint(0s));
    history.advance(TimePoint(1s), counted(0, 100));
    for (int i = 2; i <= 10; ++i)
        history.advance(TimePoint(i * 1s), counted(100));
    QCOMPARE(history.traffic().errorRate, 0.1);
    history.advance(TimePoint(11s), counted(100));
    QCOMPARE(history.traffic().errorRate, 0.0);
    QCOMPARE(history.traffic().byStatusClass[5], uint64_t{100});
}

void HistoryTest::latencyIsOfTenSamples() {
    History history(TimePoint(0s));
    history.advance(TimePoint(1s), counted(10, 0, 500'000'000));
    for (int i = 2; i <= 10; ++i)
        history.advance(TimePoint(i * 1s), counted(10, 0, 2'000'000));
    QVERIFY(near(history.traffic().latency.p50_ms, 2));
    QVERIFY(near(history.traffic().latency.p99_ms, 500));
    QVERIFY(near(history.traffic().latency.max_ms, 500));
    QVERIFY(near(history.traffic().lastSecond.max_ms, 2));
    history.advance(TimePoint(11s), Reading());
    QVERIFY(near(history.traffic().latency.max_ms, 2));
    QCOMPARE(history.traffic().lastSecond.max_ms, 0.0);
}

void HistoryTest::remembersTheLastHit() {
    History history;
    QVERIFY(!history.lastHit());
    history.advance(TimePoint(1s), Reading());
    QVERIFY(!history.lastHit());
    history.advance(TimePoint(2s), counted(1));
    history.advance(TimePoint(3s), Reading());
    QVERIFY(history.lastHit() == TimePoint(2s));
}

void HistoryTest::phasesAreTheMeanOfTenSeconds() {
    History history(TimePoint(0s));
    for (int i = 1; i <= 20; ++i) {
        Reading reading = counted(4, 0, 3'000'000);
        reading.firstByte.add(Buckets::indexOf(i <= 10 ? 9'000'000 : 2'000'000), 4);
        reading.phase_ns[size_t(Phase::route)] = i <= 10 ? 12'000'000 : 4'000'000;
        reading.phase_ns[size_t(Phase::body)] = i <= 10 ? 0 : 8'000'000;
        history.advance(TimePoint(i * 1s), reading);
    }
    const Traffic& traffic = history.traffic();
    QCOMPARE(traffic.phase_ms[size_t(Phase::route)], 1.0);
    QCOMPARE(traffic.phase_ms[size_t(Phase::body)], 2.0);
    QCOMPARE(traffic.phase_ms[size_t(Phase::write)], 0.0);
    QCOMPARE(traffic.latency.mean_ms, 3.0);
    QVERIFY(near(traffic.firstByte.max_ms, 2));
}

}  // namespace sluice::metrics

QTEST_APPLESS_MAIN(sluice::metrics::HistoryTest)
#include "history_test.moc"
