#include "overview_model.h"

#include <QtTest>

using namespace sluice;
using namespace sluice::desktop;

namespace {

metrics::Snapshot snapshot(qint64 time_ms) {
    metrics::Snapshot result;
    result.time_ms = time_ms;
    result.okPerSecond = 1990;
    result.errorPerSecond = 10;
    result.total.requests = 2000;
    result.total.rates.per_1s = 2000;
    result.total.errorRate = 0.005;
    result.total.latency.p50_ms = 0.9;
    result.total.latency.p99_ms = result.total.lastSecond.p99_ms = 412;
    result.total.inFlight = 64;
    result.connectionsOpen = 128;
    return result;
}

}  // namespace

class OverviewModelTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fillsTheTiles();
    void tellsTheHitRateOfACache();
    void collectsWithoutShowing();
    void rateOfBytesNeedsATime();
    void axesFitTheData();
    void clearsForTheNextGateway();
    void showsTheLastHours();
};

void OverviewModelTest::fillsTheTiles() {
    OverviewModel model;
    model.record(snapshot(1000));
    model.publish(snapshot(1000));
    QCOMPARE(model.requests()->value(), QStringLiteral("2,000"));
    QCOMPARE(model.errors()->value(), QStringLiteral("0.50"));
    QCOMPARE(model.errors()->unit(), QStringLiteral("%"));
    QCOMPARE(model.latency()->value(), QStringLiteral("0.9"));
    QCOMPARE(model.latency()->unit(), QStringLiteral("ms · 412 ms"));
    QCOMPARE(model.inFlight()->unit(), QStringLiteral("on 128 connections"));
    QVERIFY(model.hasTraffic());
}

void OverviewModelTest::tellsTheHitRateOfACache() {
    OverviewModel model;
    metrics::Snapshot shown = snapshot(1000);
    model.record(shown);
    QVERIFY(!model.hasCache());
    shown.cache.enabled = true;
    shown.cacheHitPerSecond = 800;
    uint64_t& hits = shown.total.cache.byOutcome[size_t(metrics::CacheOutcome::memoryHit)];
    uint64_t& misses = shown.total.cache.byOutcome[size_t(metrics::CacheOutcome::absent)];
    const auto rateAfter = [&](int seconds, uint64_t moreHits, uint64_t moreMisses) {
        shown.time_ms += seconds * 1000;
        hits += moreHits;
        misses += moreMisses;
        model.record(shown);
        model.publish(shown);
        return model.hitRate()->value();
    };
    QCOMPARE(rateAfter(1, 800, 200), QStringLiteral("80"));
    QVERIFY(model.hasCache());
    QCOMPARE(model.hits()->points().newest().value, 800.0);
    QCOMPARE(rateAfter(1, 0, 1000), QStringLiteral("40"));
    // What is more than ten seconds ago does not count.
    QCOMPARE(rateAfter(11, 0, 1000), QStringLiteral("0"));
    QCOMPARE(rateAfter(11, 0, 0), QStringLiteral("0"));
    QCOMPARE(rateAfter(1, 3, 1), QStringLiteral("75"));
    // Another gateway counts anew.
    hits = misses = 0;
    QCOMPARE(rateAfter(1, 0, 0), QStringLiteral("0"));
}

void OverviewModelTest::collectsWithoutShowing() {
    OverviewModel model;
    QSignalSpy published(&model, &OverviewModel::published);
    QSignalSpy drawn(model.finished(), &MetricHistory::changed);
    model.record(snapshot(1000));
    model.record(snapshot(2000));
    QCOMPARE(published.count() + drawn.count(), 0);
    QCOMPARE(model.finished()->points().size(), 2);
    QCOMPARE(model.requests()->value(), QString());
    model.publish(snapshot(2000));
    QCOMPARE(published.count(), 1);
    QCOMPARE(drawn.count(), 1);
}

void OverviewModelTest::rateOfBytesNeedsATime() {
    OverviewModel model;
    metrics::Snapshot shown = snapshot(10'000);
    const auto rateAfter = [&](qint64 passed_ms, uint64_t bytes) {
        shown.time_ms += passed_ms;
        shown.total.bytesOut += bytes;
        model.record(shown);
        return model.bytes()->history()->points().newest().value;
    };
    QCOMPARE(rateAfter(0, 5'000'000), 0.0);
    QCOMPARE(rateAfter(2000, 6000), 3000.0);
    QCOMPARE(rateAfter(10, 40), 3000.0);  // right after a change: too short a time to divide by
    QCOMPARE(rateAfter(990, 960), 1000.0);
}

void OverviewModelTest::axesFitTheData() {
    OverviewModel model;
    QCOMPARE(model.throughputTop(), 10.0);
    QCOMPARE(model.latencyTop(), 2);
    model.record(snapshot(1000));
    QCOMPARE(model.throughputTop(), 2000.0);
    const QStringList rates{QStringLiteral("0"), QStringLiteral("500"), QStringLiteral("1k"),
                            QStringLiteral("1.5k"), QStringLiteral("2k")};
    QCOMPARE(model.throughputLabels(), rates);
    QCOMPARE(model.latencyTop(), 3);
    const QStringList times{QStringLiteral("≤ 0.1 ms"), QStringLiteral("1 ms"),
                            QStringLiteral("10 ms"), QStringLiteral("100 ms"),
                            QStringLiteral("1 s")};
    QCOMPARE(model.latencyLabels(), times);
}

void OverviewModelTest::clearsForTheNextGateway() {
    OverviewModel model;
    model.record(snapshot(1000));
    model.publish(snapshot(1000));
    model.clear();
    QVERIFY(!model.hasTraffic());
    QCOMPARE(model.finished()->points().size(), 0);
    QCOMPARE(model.bands()->seconds().size(), 0);
    QCOMPARE(model.requests()->value(), QString());
}

void OverviewModelTest::showsTheLastHours() {
    OverviewModel model;
    metrics::Snapshot shown = snapshot(1000);
    shown.tens = std::make_shared<std::vector<metrics::CoursePoint>>(
        std::vector<metrics::CoursePoint>{{.time_s = 10,
                                           .requests_per_s = 5000,
                                           .errors_per_s = 100,
                                           .cacheHits_per_s = 0,
                                           .p50_ms = 2,
                                           .p90_ms = 3,
                                           .p99_ms = 2000,
                                           .received_bytes_per_s = 0,
                                           .sent_bytes_per_s = 0}});
    model.record(shown);
    QCOMPARE(model.throughputTop(), 2000.0);
    model.setRange(3600);
    QVERIFY(model.throughputTop() >= 5000);
    QCOMPARE(model.answered()->peak(3600), 4900.0);
    QCOMPARE(model.p50()->peak(3600), 2.0);
    QCOMPARE(model.latencyTop(), 4);
    model.clear();
    QCOMPARE(model.answered()->peak(3600), 0.0);
}

QTEST_GUILESS_MAIN(OverviewModelTest)
#include "overview_model_test.moc"
