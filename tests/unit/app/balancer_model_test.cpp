#include "balancer_model.h"

#include <QtTest>

using namespace sluice;
using namespace sluice::desktop;

namespace {

const QString api = QStringLiteral("api");

}  // namespace

class BalancerModelTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellsLimitsAndCounts();
    void tellsWhatIsRefused();
    void withoutAPool();
};

void BalancerModelTest::tellsLimitsAndCounts() {
    metrics::Snapshot snapshot;
    snapshot.pools.resize(1);
    metrics::PoolSnapshot& pool = snapshot.pools[0];
    pool.name = "api";
    pool.strategy = "peak-ewma";
    pool.concurrency = 12;
    BalancerModel model;
    QSignalSpy shown(&model, &BalancerModel::shown);
    model.publish(snapshot, api);
    QCOMPARE(shown.count(), 1);
    QCOMPARE(model.strategies()->current(), QStringLiteral("peak-ewma"));
    QCOMPARE(model.speedScale(), QStringLiteral("100 ms"));
    QCOMPARE(model.maxEjected(), QStringLiteral("50 %"));
    QCOMPARE(model.concurrency(), QStringLiteral("12"));
    QCOMPARE(model.queued() + model.retries() + model.hedges(), QStringLiteral("000"));
    QCOMPARE(model.breakerMark(), int{Mark::Good});
}

void BalancerModelTest::tellsWhatIsRefused() {
    metrics::Snapshot snapshot;
    snapshot.pools.resize(1);
    metrics::PoolSnapshot& pool = snapshot.pools[0];
    pool.name = "api";
    pool.concurrency = pool.concurrencyMax = 100;
    pool.queued = 7;
    pool.overflows = 1234;
    pool.retries = 20;
    pool.retriesRefused = 3;
    pool.hedges = 5;
    pool.hedgesWon = 2;
    pool.breaker = "open";
    BalancerModel model;
    model.publish(snapshot, api);
    QCOMPARE(model.concurrency(), QStringLiteral("100 of 100"));
    QCOMPARE(model.queued(), QStringLiteral("7 · 1,234 turned away"));
    QCOMPARE(model.retries(), QStringLiteral("20 · 3 refused"));
    QCOMPARE(model.hedges(), QStringLiteral("5 · 2 won"));
    QCOMPARE(model.breakerMark(), int{Mark::Bad});
}

void BalancerModelTest::withoutAPool() {
    BalancerModel model;
    model.publish({}, {});
    QCOMPARE(model.strategies()->currentRow(), -1);
    QVERIFY(!model.history()->hasTraffic());
}

QTEST_GUILESS_MAIN(BalancerModelTest)
#include "balancer_model_test.moc"
