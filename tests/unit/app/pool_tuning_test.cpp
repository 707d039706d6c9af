#include "pool_tuning.h"

#include <QtTest>

#include "gateway_model.h"
#include "unit/app/fake_gateway.h"

using namespace sluice;
using namespace sluice::desktop;

namespace {

const QString first = QStringLiteral("orders-1");
const QString second = QStringLiteral("orders-2");

}  // namespace

/// On a whole gateway, as the screens use it.
class PoolTuningTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void aDragIsTakenBackAtOnce();
    void weightsAreMadeEqual();
    void aStrategyIsChosenAndTakenBack();
    void aServerIsDrainedAndTakenBack();
    void settingsAreChangedAndTakenBack();
    void whatChangesNothingIsNotKept();
    void takesBackInAnotherPool();
    void forgetsOnRevertAndStop();

private:
    QStringList commands();
    double weight(const QString& server);
    PoolTuning& tuning() { return *m_model->tuning(); }

    FakeGateway* m_fake = nullptr;
    std::unique_ptr<GatewayModel> m_model;
};

void PoolTuningTest::init() {
    m_model = std::make_unique<GatewayModel>(
        [this] {
            auto fake = std::make_unique<FakeGateway>();
            m_fake = fake.get();
            return fake;
        },
        [](const metrics::Snapshot&, const QString&) { return QByteArray(); });
    m_model->startDemo();
    QTRY_COMPARE(m_model->servers()->count(), 4);
}

void PoolTuningTest::cleanup() {
    m_model.reset();
}

QStringList PoolTuningTest::commands() {
    QStringList commands;
    QMetaObject::invokeMethod(
        m_fake, [this, &commands] { commands = m_fake->commands; }, Qt::BlockingQueuedConnection);
    return commands;
}

double PoolTuningTest::weight(const QString& server) {
    const ServerRow* row = m_model->servers()->row(server);
    return row ? row->weight : -1;
}

void PoolTuningTest::aDragIsTakenBackAtOnce() {
    for (int i = 11; i <= 40; ++i)
        tuning().setWeight(first, i / 10.0);
    tuning().endGesture();
    QCOMPARE(tuning().undo()->count(), 1);
    QCOMPARE(tuning().undo()->text(), QStringLiteral("weight orders-1"));
    QTRY_COMPARE(commands().last(), QStringLiteral("setWeight api orders-1 4"));
    tuning().undo()->takeBack();
    QCOMPARE(weight(first), 1.0);
    QTRY_COMPARE(commands().last(), QStringLiteral("setWeight api orders-1 1"));
    QCOMPARE(tuning().undo()->count(), 0);
}

void PoolTuningTest::weightsAreMadeEqual() {
    QVERIFY(!m_model->servers()->equal());
    tuning().equalizeWeights();
    QVERIFY(m_model->servers()->equal());
    QCOMPARE(tuning().undo()->text(), QStringLiteral("equal weights"));
    tuning().equalizeWeights();
    QCOMPARE(tuning().undo()->count(), 1);
    QTRY_VERIFY(commands().contains(QStringLiteral("setWeight api orders-2 1")));
    tuning().undo()->takeBack();
    QCOMPARE(weight(second), 2.5);
    QTRY_VERIFY(commands().contains(QStringLiteral("setWeight api orders-2 2.5")));
}

void PoolTuningTest::aStrategyIsChosenAndTakenBack() {
    StrategyTableModel* strategies = m_model->balancer()->strategies();
    tuning().setStrategy(QStringLiteral("peak-ewma"));
    QCOMPARE(strategies->current(), QStringLiteral("peak-ewma"));
    tuning().setStrategy(QStringLiteral("round-robin"));
    QCOMPARE(tuning().undo()->count(), 2);
    tuning().undo()->takeBack();
    QCOMPARE(strategies->current(), QStringLiteral("peak-ewma"));
    tuning().undo()->takeBack();
    QTRY_COMPARE(commands().last(), QStringLiteral("setStrategy api weighted-round-robin"));
    QTRY_COMPARE(m_model->servers()->strategy(), QStringLiteral("weighted-round-robin"));
}

void PoolTuningTest::aServerIsDrainedAndTakenBack() {
    tuning().setDuty(first, QStringLiteral("drained"));
    QCOMPARE(tuning().undo()->text(), QStringLiteral("drain orders-1"));
    QTRY_VERIFY(!m_model->servers()->row(first)->active);
    QCOMPARE(commands().last(), QStringLiteral("setDuty api orders-1 drained"));
    tuning().undo()->takeBack();
    QTRY_VERIFY(m_model->servers()->row(first)->active);
}

void PoolTuningTest::settingsAreChangedAndTakenBack() {
    const QString attempts = QStringLiteral("retry.attempts");
    const QString statuses = QStringLiteral("retry.status");
    const auto value = [this](const QString& key) {
        return m_model->balancer()->settings()->valueOf(key);
    };
    QTRY_COMPARE(value(attempts), QStringLiteral("2"));
    tuning().setSetting(attempts, QStringLiteral("2"));
    QCOMPARE(tuning().undo()->count(), 0);
    tuning().setSetting(attempts, QStringLiteral("5"));
    QCOMPARE(value(attempts), QStringLiteral("5"));
    QTRY_COMPARE(commands().last(), QStringLiteral("setSetting api retry.attempts 5"));
    tuning().setSetting(statuses, QStringLiteral("500"));
    QTRY_COMPARE(commands().last(), QStringLiteral("setSetting api retry.status [500]"));
    QCOMPARE(tuning().undo()->text(), QStringLiteral("on statuses"));
    tuning().undo()->takeBack();
    QTRY_COMPARE(commands().last(), QStringLiteral("setSetting api retry.status [502, 503]"));
    tuning().undo()->takeBack();
    QTRY_COMPARE(commands().last(), QStringLiteral("setSetting api retry.attempts 2"));
    QTRY_COMPARE(value(attempts), QStringLiteral("2"));

    tuning().setSetting(attempts, QStringLiteral("wrong"));
    QTRY_COMPARE(m_model->problem(), QStringLiteral("retry.attempts: wrong"));
    QCOMPARE(tuning().undo()->count(), 0);
    QTRY_COMPARE(value(attempts), QStringLiteral("2"));
}

void PoolTuningTest::whatChangesNothingIsNotKept() {
    tuning().setWeight(first, 1);
    tuning().setWeight(QStringLiteral("no such server"), 3);
    tuning().setStrategy(QStringLiteral("weighted-round-robin"));
    tuning().setDuty(first, QStringLiteral("active"));
    QCOMPARE(tuning().undo()->count(), 0);
    QCOMPARE(commands(), QStringList{QStringLiteral("startDemo")});
}

void PoolTuningTest::takesBackInAnotherPool() {
    tuning().setWeight(first, 3);
    m_model->servers()->setPoolIndex(1);
    tuning().undo()->takeBack();
    QTRY_COMPARE(commands().last(), QStringLiteral("setWeight api orders-1 1"));
}

void PoolTuningTest::forgetsOnRevertAndStop() {
    tuning().setWeight(first, 3);
    m_model->revert();
    QCOMPARE(tuning().undo()->count(), 0);
    tuning().setStrategy(QStringLiteral("peak-ewma"));
    m_model->stop();
    QTRY_COMPARE(m_model->state(), GatewayModel::Idle);
    QCOMPARE(tuning().undo()->count(), 0);
}

QTEST_MAIN(PoolTuningTest)
#include "pool_tuning_test.moc"
