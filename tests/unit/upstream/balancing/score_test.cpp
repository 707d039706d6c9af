#include "upstream/balancing/score.h"

#include <QtTest>

#include "support/balanced_servers.h"

using namespace sluice;
using namespace sluice::upstream;

namespace {

bool isNear(double value, double expected) {
    return std::abs(value - expected) < 1e-9;
}

}  // namespace

class ScoreTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isFullWithoutEvidence();
    void followsTheFormula_data();
    void followsTheFormula();
};

void ScoreTest::isFullWithoutEvidence() {
    const ServerList servers = test::makeServers({1});
    const Score score = scoreOf(*servers[0], 100);
    for (const double term : {score.speed, score.room, score.success, score.health, score.total()})
        QVERIFY(isNear(term, 1));
}

void ScoreTest::followsTheFormula_data() {
    QTest::addColumn<double>("latency_ms");
    QTest::addColumn<int>("inFlight");
    QTest::addColumn<int>("errors");
    QTest::addColumn<double>("scale_ms");
    QTest::addColumn<QList<double>>("terms");
    QTest::newRow("half the speed")
        << 100.0 << 0 << 0 << 100.0 << QList<double>{0.5, 1, 1, 0.96, 0.842};
    QTest::newRow("another scale")
        << 100.0 << 0 << 0 << 300.0 << QList<double>{0.75, 1, 1, 0.96, 0.917};
    QTest::newRow("half the room")
        << 1.0 << 100 << 0 << 1.0 << QList<double>{0.5, 0.5, 1, 0.9996, 0.74992};
    QTest::newRow("an error") << 500.0 << 0 << 1 << 500.0
                              << QList<double>{0.5, 1, 0.9, 0.74, 0.768};
    QTest::newRow("slower than a second")
        << 4000.0 << 0 << 0 << 1000.0 << QList<double>{0.2, 1, 1, 0.6, 0.68};
}

void ScoreTest::followsTheFormula() {
    QFETCH(double, latency_ms);
    QFETCH(int, inFlight);
    QFETCH(int, errors);
    QFETCH(double, scale_ms);
    QFETCH(QList<double>, terms);
    const ServerList servers = test::makeServers({1});
    Server& server = *servers[0];
    test::answer(server, latency_ms, test::someTime());
    for (int i = 0; i < inFlight; ++i)
        server.requestStarted();
    for (int i = 0; i < errors; ++i)
        server.statistics().recordFailure("refused", Duration::zero(), test::someTime());
    const Score score = scoreOf(server, scale_ms);
    QVERIFY(isNear(score.speed, terms[0]));
    QVERIFY(isNear(score.room, terms[1]));
    QVERIFY(isNear(score.success, terms[2]));
    QVERIFY(isNear(score.health, terms[3]));
    QVERIFY(isNear(score.total(), terms[4]));
}

QTEST_APPLESS_MAIN(ScoreTest)
#include "score_test.moc"
