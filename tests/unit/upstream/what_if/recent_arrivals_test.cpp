#include "upstream/what_if/recent_arrivals.h"

#include <QtTest>

using namespace sluice::upstream;
using namespace std::chrono_literals;
using sluice::TimePoint;

/// What the requests of the last seconds met.
class RecentArrivalsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void nothingCameYet();
    void oneAfterTheOtherMeetsNobody();
    void countsThoseUnderWay();
    void leavesOutWhatIsOld();

private:
    void record(size_t worker, int start_ms, int service_ms, uint64_t hash = 0) {
        m_logs[worker]->record({TimePoint(start_ms * 1ms), service_ms * 1ms, hash});
    }

    std::vector<std::unique_ptr<TryLog>> m_logs;
};

void RecentArrivalsTest::init() {
    m_logs.clear();
    for (int worker = 0; worker < 2; ++worker)
        m_logs.push_back(std::make_unique<TryLog>());
}

void RecentArrivalsTest::nothingCameYet() {
    QCOMPARE(recentArrivals(m_logs, {}).inFlight, 0.0);
    QVERIFY(recentArrivals(m_logs, {}).hashes.empty());
}

void RecentArrivalsTest::oneAfterTheOtherMeetsNobody() {
    for (int i = 0; i < 100; ++i)
        record(i % 2, 10 * i, 10);
    QCOMPARE(recentArrivals(m_logs, {}).inFlight, 0.0);
}

/// They end in another order than they began in.
void RecentArrivalsTest::countsThoseUnderWay() {
    record(0, 20, 10, 7);
    record(1, 10, 30, 8);
    record(0, 0, 100, 7);
    record(1, 200, 5);
    const Arrivals arrivals = recentArrivals(m_logs, {});
    QCOMPARE(arrivals.inFlight, (0 + 1 + 2 + 0) / 4.0);
    QVERIFY(arrivals.hashes == (std::vector<uint64_t>{7, 7, 8}));
}

void RecentArrivalsTest::leavesOutWhatIsOld() {
    for (int i = 0; i < 2000; ++i)
        record(0, i, 1, 5);
    QCOMPARE(recentArrivals(m_logs, TimePoint(1990ms)).hashes.size(), size_t{10});
    QVERIFY(recentArrivals(m_logs, {}).hashes.size() < 1000);
}

QTEST_APPLESS_MAIN(RecentArrivalsTest)
#include "recent_arrivals_test.moc"
