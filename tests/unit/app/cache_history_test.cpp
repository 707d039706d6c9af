#include "cache_history.h"

#include <QtTest>

using namespace sluice;
using namespace sluice::desktop;

class CacheHistoryTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void stacksTheTiers();
    void secondsWithoutLookUpsAreGaps();
    void beginsAnew();

private:
    void pass(int seconds, uint64_t memory, uint64_t redis, uint64_t misses);

    metrics::Snapshot m_snapshot;
    CacheHistory m_history;
};

void CacheHistoryTest::pass(int seconds, uint64_t memory, uint64_t redis, uint64_t misses) {
    auto& counts = m_snapshot.total.cache.byOutcome;
    m_snapshot.time_ms += seconds * 1000;
    counts[static_cast<size_t>(metrics::CacheOutcome::memoryHit)] += memory;
    counts[static_cast<size_t>(metrics::CacheOutcome::redisHit)] += redis;
    counts[static_cast<size_t>(metrics::CacheOutcome::absent)] += misses;
    m_history.record(m_snapshot);
}

void CacheHistoryTest::stacksTheTiers() {
    m_history.clear();
    pass(1, 1'000, 0, 0);
    QVERIFY(!m_history.hasTraffic());
    pass(1, 6, 1, 3);
    pass(1, 2, 0, 8);
    PlotSeries band;
    m_history.copyShare(CacheHistory::Redis, &band);
    QCOMPARE(band.lower(), (QList<QPointF>{{-1, 0.6}, {0, 0.2}}));
    QCOMPARE(band.points(), (QList<QPointF>{{-1, 0.7}, {0, 0.2}}));
    m_history.copyShare(CacheHistory::Origin, &band);
    QCOMPARE(band.points(), (QList<QPointF>{{-1, 1}, {0, 1}}));
    QCOMPARE(m_history.memoryShare(), QStringLiteral("40 %"));
}

void CacheHistoryTest::secondsWithoutLookUpsAreGaps() {
    m_history.clear();
    pass(1, 0, 0, 0);
    pass(1, 1, 0, 1);
    pass(1, 0, 0, 0);
    pass(1, 0, 0, 2);
    PlotSeries band;
    m_history.copyShare(CacheHistory::Memory, &band);
    QCOMPARE(band.points().size(), 3);
    QCOMPARE(band.points().at(0), QPointF(-2, 0.5));
    QVERIFY(std::isnan(band.points().at(1).y()));
    QCOMPARE(band.points().at(2), QPointF(0, 0));
    pass(61, 0, 0, 0);
    QVERIFY(!m_history.hasTraffic());
    QCOMPARE(m_history.memoryShare(), QStringLiteral("–"));
    m_history.setRange(300);
    QVERIFY(m_history.hasTraffic());
}

void CacheHistoryTest::beginsAnew() {
    m_history.clear();
    pass(1, 50, 0, 0);
    pass(1, 50, 0, 0);
    QVERIFY(m_history.hasTraffic());
    m_snapshot.total.cache = {};  // another gateway
    pass(1, 3, 0, 0);
    QCOMPARE(m_history.memoryShare(), QStringLiteral("100 %"));
    m_history.clear();
    QVERIFY(!m_history.hasTraffic());
}

QTEST_MAIN(CacheHistoryTest)
#include "cache_history_test.moc"
