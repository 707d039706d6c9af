#include "strategy_table_model.h"

#include <QAbstractItemModelTester>
#include <QtTest>

using namespace sluice::desktop;

namespace {

const QString api = QStringLiteral("api");
const QString roundRobin = QStringLiteral("round-robin");
const QString peakEwma = QStringLiteral("peak-ewma");

}  // namespace

class StrategyTableModelTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellsEveryStrategy();
    void marksTheOneInUse();
    void showsAWishUntilItIsConfirmed();
    void aWishIsForOnePool();
    void showsAStrategyThatItDoesNotKnow();
};

void StrategyTableModelTest::tellsEveryStrategy() {
    StrategyTableModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(model.count(), 8);
    QSet<QString> told;
    for (int row = 0; row < model.count(); ++row) {
        const QString name = model.data(model.index(row), StrategyTableModel::NameRole).toString();
        const QString title =
            model.data(model.index(row), StrategyTableModel::TitleRole).toString();
        QCOMPARE(StrategyTableModel::titleOf(name), title);
        told << name << title
             << model.data(model.index(row), StrategyTableModel::DescriptionRole).toString();
    }
    QCOMPARE(told.size(), 24);
    QVERIFY(!told.contains(QString()));
}

void StrategyTableModelTest::marksTheOneInUse() {
    StrategyTableModel model;
    QCOMPARE(model.currentRow(), -1);
    QSignalSpy changed(&model, &StrategyTableModel::currentChanged);
    model.show(api, peakEwma);
    model.show(api, peakEwma);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(model.currentRow(), 6);
    QCOMPARE(model.currentTitle(), QStringLiteral("Peak EWMA"));
}

void StrategyTableModelTest::showsAWishUntilItIsConfirmed() {
    StrategyTableModel model;
    model.show(api, roundRobin);
    model.setWish(peakEwma);
    QCOMPARE(model.current(), peakEwma);
    model.show(api, roundRobin);  // taken before the gateway heard of it
    QCOMPARE(model.current(), peakEwma);
    model.show(api, peakEwma);
    model.show(api, roundRobin);  // changed by someone else
    QCOMPARE(model.current(), roundRobin);
}

void StrategyTableModelTest::aWishIsForOnePool() {
    StrategyTableModel model;
    model.show(api, roundRobin);
    model.setWish(peakEwma);
    model.show(QStringLiteral("static"), roundRobin);
    QCOMPARE(model.current(), roundRobin);
}

void StrategyTableModelTest::showsAStrategyThatItDoesNotKnow() {
    StrategyTableModel model;
    model.show(api, QStringLiteral("next-year"));
    QCOMPARE(model.currentRow(), -1);
    QCOMPARE(model.currentTitle(), QStringLiteral("next-year"));
}

QTEST_GUILESS_MAIN(StrategyTableModelTest)
#include "strategy_table_model_test.moc"
