#include "metrics/course.h"

#include <QtTest>

namespace sluice::metrics {

class CourseTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keepsAnHourOfSecondsAndADayOfTens();
    void ratesAreOfEachStep();
    void tellsTheTiersApart();
};

void CourseTest::keepsAnHourOfSecondsAndADayOfTens() {
    Course course;
    Traffic traffic;
    for (int second = 0; second <= 100'000; ++second) {
        traffic.requests += 5;
        course.add(second, traffic);
    }
    QCOMPARE(course.seconds().size(), size_t{3600});
    QCOMPARE(course.tens().size(), size_t{8640});
    QCOMPARE(course.seconds().back().time_s, 100'000.0F);
    QCOMPARE(course.seconds().front().time_s, 96'401.0F);
    QCOMPARE(course.tens().back().time_s, 100'000.0F);
    QCOMPARE(course.tens().front().time_s, 13'610.0F);
    QCOMPARE(course.tens().front().requests_per_s, 5.0F);
}

void CourseTest::ratesAreOfEachStep() {
    Course course;
    Traffic traffic;
    traffic.requests = 1000;
    course.add(0, traffic);
    for (int second = 1; second <= 10; ++second) {
        traffic.requests += static_cast<uint64_t>(second == 4 ? 40 : 10);
        traffic.byStatusClass[5] += second == 4 ? 20 : 0;
        traffic.lastSecond.p99_ms = second;
        traffic.latency.p99_ms = 7;
        course.add(second, traffic);
    }
    QCOMPARE(course.seconds().size(), size_t{10});
    QCOMPARE(course.seconds()[3].requests_per_s, 40.0F);
    QCOMPARE(course.seconds()[3].errors_per_s, 20.0F);
    QCOMPARE(course.seconds()[3].p99_ms, 4.0F);
    QCOMPARE(course.seconds()[4].errors_per_s, 0.0F);
    QCOMPARE(course.tens().size(), size_t{1});
    QCOMPARE(course.tens().front().requests_per_s, 13.0F);
    QCOMPARE(course.tens().front().p99_ms, 7.0F);
}

void CourseTest::tellsTheTiersApart() {
    Course course;
    Traffic traffic;
    course.add(0, traffic);
    const auto count = [&](CacheOutcome outcome, uint64_t requests) {
        traffic.cache.byOutcome[static_cast<size_t>(outcome)] += requests;
    };
    count(CacheOutcome::memoryHit, 6);
    count(CacheOutcome::staleHit, 2);
    count(CacheOutcome::collapsed, 1);
    count(CacheOutcome::redisHit, 3);
    count(CacheOutcome::absent, 4);
    count(CacheOutcome::revalidated, 1);
    count(CacheOutcome::bypassed, 50);
    course.add(2, traffic);
    const Course::Point& point = course.seconds().back();
    QCOMPARE(point.cacheHits_per_s, 6.0F);
    QCOMPARE(point.memoryHits_per_s, 4.5F);
    QCOMPARE(point.redisHits_per_s, 1.5F);
    QCOMPARE(point.cacheMisses_per_s, 2.5F);
}

}  // namespace sluice::metrics

QTEST_APPLESS_MAIN(sluice::metrics::CourseTest)
#include "course_test.moc"
