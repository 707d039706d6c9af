#include "metrics/timeline.h"

#include <QtTest>

#include "base/random.h"

using namespace std::chrono_literals;

namespace sluice::metrics {

namespace {

Duration sumOf(const Timeline& timeline) {
    Duration sum{};
    for (size_t i = 0; i < phases; ++i)
        sum += timeline.spent(static_cast<Phase>(i));
    return sum;
}

}  // namespace

class TimelineTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void givesEachPhaseItsTime();
    void phasesSumToTheWholeHoweverTheyCome();
    void timeThatGoesBackIsNoTime();
    void aRetryAddsToItsPhases();
    void firstByteIsThatOfTheLastAnswer();
    void nobodysTimelineIsLeftAlone();
};

void TimelineTest::givesEachPhaseItsTime() {
    Timeline timeline(TimePoint(100ns));
    timeline.enter(Phase::route, TimePoint(103ns));
    timeline.enter(Phase::wait, TimePoint(110ns));
    timeline.enter(Phase::firstByte, TimePoint(110ns));
    timeline.enter(Phase::body, TimePoint(150ns));
    timeline.enter(Phase::write, TimePoint(151ns));
    timeline.advance(TimePoint(160ns));
    QVERIFY(timeline.spent(Phase::parse) == 3ns);
    QVERIFY(timeline.spent(Phase::route) == 7ns);
    QVERIFY(timeline.spent(Phase::wait) == 0ns);
    QVERIFY(timeline.spent(Phase::connect) == 0ns);
    QVERIFY(timeline.spent(Phase::firstByte) == 40ns);
    QVERIFY(timeline.spent(Phase::body) == 1ns);
    QVERIFY(timeline.spent(Phase::write) == 9ns);
    QVERIFY(timeline.total() == 60ns);
    QVERIFY(timeline.firstByte() == 50ns);
}

void TimelineTest::phasesSumToTheWholeHoweverTheyCome() {
    Random random(5);
    for (int round = 0; round < 1000; ++round) {
        const TimePoint start(Duration(static_cast<int64_t>(random.next() % 1'000'000)));
        TimePoint now = start;
        TimePoint latest = start;
        Timeline timeline(start);
        for (uint64_t marks = random.next() % 40; marks > 0; --marks) {
            now += Duration(static_cast<int64_t>(random.next() % 2000) - 500);
            latest = std::max(latest, now);
            timeline.enter(static_cast<Phase>(random.next() % phases), now);
        }
        QVERIFY(sumOf(timeline) == timeline.total());
        QVERIFY(timeline.total() == latest - start);
    }
}

void TimelineTest::timeThatGoesBackIsNoTime() {
    Timeline timeline(TimePoint(100ns));
    timeline.enter(Phase::route, TimePoint(120ns));
    timeline.enter(Phase::wait, TimePoint(90ns));
    timeline.advance(TimePoint(130ns));
    QVERIFY(timeline.spent(Phase::parse) == 20ns);
    QVERIFY(timeline.spent(Phase::route) == 0ns);
    QVERIFY(timeline.spent(Phase::wait) == 10ns);
}

void TimelineTest::aRetryAddsToItsPhases() {
    Timeline timeline(TimePoint(0ns), Phase::connect);
    timeline.enter(Phase::wait, TimePoint(5ns));
    timeline.enter(Phase::connect, TimePoint(6ns));
    timeline.enter(Phase::firstByte, TimePoint(13ns));
    QVERIFY(timeline.spent(Phase::connect) == 12ns);
    QVERIFY(timeline.spent(Phase::parse) == 0ns);
}

void TimelineTest::firstByteIsThatOfTheLastAnswer() {
    Timeline timeline(TimePoint(0ns));
    QVERIFY(!timeline.firstByte());
    timeline.enter(Phase::body, TimePoint(10ns));
    timeline.enter(Phase::wait, TimePoint(11ns));
    QVERIFY(!timeline.firstByte());
    timeline.enter(Phase::write, TimePoint(20ns));
    timeline.enter(Phase::body, TimePoint(30ns));
    QVERIFY(timeline.firstByte() == 20ns);
}

void TimelineTest::nobodysTimelineIsLeftAlone() {
    enter(nullptr, Phase::body, TimePoint(1ns));
    Timeline timeline(TimePoint(0ns));
    enter(&timeline, Phase::route, TimePoint(1ns));
    QVERIFY(timeline.spent(Phase::parse) == 1ns);
}

}  // namespace sluice::metrics

QTEST_APPLESS_MAIN(sluice::metrics::TimelineTest)
#include "timeline_test.moc"
