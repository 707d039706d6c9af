#include "upstream/what_if/service_times.h"

#include <QtTest>

#include "unit/upstream/what_if/recorded_traffic.h"

using namespace sluice;
using namespace sluice::upstream;
using test::milliseconds;

class ServiceTimesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void drawsNearTheMoment();
    void drawsNearTheLoad();
    void anUnknownServerIsLikeThePool();
    void theSlowestIsByTheMean();
    void aRefusalIsNotSlowNorFast();
};

namespace {

Try tryOf(uint16_t server, double start_ms, double service_ms) {
    Try result;
    result.server = server;
    result.start = TimePoint(milliseconds(start_ms));
    result.service = milliseconds(service_ms);
    return result;
}

double mean_ms(const ServiceTimes& times, size_t server, double when_ms, int64_t load) {
    ServiceTimes::Random random;
    double sum = 0;
    for (int i = 0; i < 200; ++i) {
        const auto& sample = times.draw(server, TimePoint(milliseconds(when_ms)), load, random);
        sum += std::chrono::duration<double, std::milli>(sample.service).count();
    }
    return sum / 200;
}

}  // namespace

void ServiceTimesTest::drawsNearTheMoment() {
    std::vector<Try> tries;
    for (int i = 0; i < 1000; ++i)
        tries.push_back(tryOf(0, i, i < 500 ? 0.5 : 0.25));
    const ServiceTimes times(tries, 1);
    QCOMPARE(mean_ms(times, 0, -5, 0), 0.5);
    QCOMPARE(mean_ms(times, 0, 460, 0), 0.5);
    QCOMPARE(mean_ms(times, 0, 540, 0), 0.25);
    QCOMPARE(mean_ms(times, 0, 5000, 0), 0.25);
}

/// Pairs of tries: the second of each begins while the first is under way, and takes longer.
void ServiceTimesTest::drawsNearTheLoad() {
    std::vector<Try> tries;
    for (int i = 0; i < 100; ++i) {
        tries.push_back(tryOf(0, 10 * i, 2));
        tries.push_back(tryOf(0, 10 * i + 1, 4));
    }
    const ServiceTimes times(tries, 1);
    QVERIFY(mean_ms(times, 0, 500, 0) < 2.5);
    QVERIFY(mean_ms(times, 0, 500, 1) > 3.5);
    QVERIFY(mean_ms(times, 0, 500, 9) > 3.5);
}

void ServiceTimesTest::anUnknownServerIsLikeThePool() {
    const ServiceTimes times({tryOf(0, 1, 4), tryOf(2, 100, 4)}, 3);
    QVERIFY(times.knows(0) && !times.knows(1) && times.knows(2));
    QCOMPARE(mean_ms(times, 1, 50, 0), 4.0);
}

void ServiceTimesTest::theSlowestIsByTheMean() {
    const std::vector<Try> tries{tryOf(0, 1, 3), tryOf(1, 2, 1), tryOf(1, 3, 9), tryOf(2, 4, 4)};
    QVERIFY(ServiceTimes(tries, 3).slowest() == size_t(1));
    QVERIFY(ServiceTimes({tries[0]}, 3).slowest() == std::nullopt);
    QVERIFY(ServiceTimes({}, 3).slowest() == std::nullopt);
}

void ServiceTimesTest::aRefusalIsNotSlowNorFast() {
    Try refused = tryOf(0, 2, 0.1);
    refused.ending = Ending::failure;
    const ServiceTimes times({tryOf(0, 1, 5), refused, refused, tryOf(1, 3, 4)}, 2);
    QVERIFY(times.slowest() == size_t(0));
}

QTEST_APPLESS_MAIN(ServiceTimesTest)
#include "service_times_test.moc"
