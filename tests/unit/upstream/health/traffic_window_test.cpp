#include "upstream/health/traffic_window.h"

#include <QTest>

using namespace std::chrono_literals;
using namespace sluice;
using upstream::TrafficCounts;
using upstream::TrafficWindow;

class TrafficWindowTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void countsFromTheFirstSampleOn();
    void forgetsWhatIsOlderThanTheWindow();
    void beginsAnewWhenCleared();
    void worksOutMeans();
};

namespace {

const TimePoint start{100s};

TrafficCounts totals(uint64_t requests, uint64_t errors = 0) {
    return {requests, errors, requests, requests * 1ms};
}

}  // namespace

void TrafficWindowTest::countsFromTheFirstSampleOn() {
    TrafficWindow window;
    QCOMPARE(window.counts().requests, uint64_t(0));
    window.add(totals(1000, 10), start, 10s);
    QCOMPARE(window.counts().requests, uint64_t(0));
    window.add(totals(1040, 13), start + 1ms, 10s);
    QCOMPARE(window.counts().requests, uint64_t(40));
    QCOMPARE(window.counts().errors, uint64_t(3));
    QCOMPARE(window.counts().latency.count(), Duration(40ms).count());
}

void TrafficWindowTest::forgetsWhatIsOlderThanTheWindow() {
    TrafficWindow window;
    // 10 requests a second, all errors until second 20.
    for (int tenth = 0; tenth <= 400; ++tenth) {
        const auto now = static_cast<uint64_t>(tenth);
        window.add(totals(now, std::min<uint64_t>(now, 200)), start + tenth * 100ms, 10s);
    }
    const TrafficCounts counts = window.counts();
    QVERIFY(counts.requests >= 100 && counts.requests <= 104);
    QCOMPARE(counts.errors, uint64_t(0));
}

void TrafficWindowTest::beginsAnewWhenCleared() {
    TrafficWindow window;
    window.add(totals(0), start, 10s);
    window.add(totals(50, 50), start + 1s, 10s);
    window.clear();
    QCOMPARE(window.counts().requests, uint64_t(0));
    window.add(totals(50, 50), start + 1s, 10s);
    window.add(totals(51, 50), start + 2s, 10s);
    QCOMPARE(window.counts().requests, uint64_t(1));
    QCOMPARE(window.counts().errors, uint64_t(0));
}

void TrafficWindowTest::worksOutMeans() {
    QCOMPARE(TrafficCounts{}.meanLatency_ms(), 0.0);
    QCOMPARE(TrafficCounts{}.successRate(), 1.0);
    const TrafficCounts counts{10, 4, 8, 20ms};
    QCOMPARE(counts.meanLatency_ms(), 2.5);
    QCOMPARE(counts.successRate(), 0.6);
}

QTEST_APPLESS_MAIN(TrafficWindowTest)
#include "traffic_window_test.moc"
