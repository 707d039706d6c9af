#include "server_table_model.h"

#include <QAbstractItemModelTester>
#include <QtTest>

using namespace sluice;
using namespace sluice::desktop;

namespace {

metrics::Snapshot snapshot(double weight, const char* state = "healthy") {
    metrics::ServerSnapshot first;
    first.name = "a";
    first.weight = weight;
    first.state = state;
    first.measuredShare = 0.314;
    metrics::ServerSnapshot second;
    second.name = "b";
    second.state = "healthy";
    metrics::Snapshot result;
    result.pools.resize(2);
    result.pools[0].name = "api";
    result.pools[0].strategy = "round-robin";
    result.pools[0].servers = {first, second};
    result.pools[1].name = "static";
    result.pools[1].servers = {second};
    return result;
}

double weightOf(const ServerTableModel& model, int row) {
    return model.data(model.index(row), ServerTableModel::WeightRole).toDouble();
}

const QString api = QStringLiteral("api");
const QString a = QStringLiteral("a");

}  // namespace

class ServerTableModelTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void changesRowsInPlace();
    void followsServersThatComeAndGo();
    void marksStates_data();
    void marksStates();
    void showsAWishUntilItIsConfirmed();
    void forgetsWishes();
    void choosesAPool();
    void keepsTheChosenPoolWhileItExists();
};

void ServerTableModelTest::changesRowsInPlace() {
    ServerTableModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.show(snapshot(1));
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    model.show(snapshot(1));
    QCOMPARE(changed.count(), 0);
    model.show(snapshot(2));
    QCOMPARE(changed.count(), 1);
    QCOMPARE(changed.at(0).at(0).toModelIndex().row(), 0);
    QCOMPARE(inserted.count() + reset.count(), 0);
    QCOMPARE(model.data(model.index(0), ServerTableModel::ShareTextRole).toString(),
             QStringLiteral("31 %"));
}

void ServerTableModelTest::followsServersThatComeAndGo() {
    ServerTableModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy counted(&model, &RowModel::countChanged);
    metrics::Snapshot shown = snapshot(1);
    model.show(shown);
    QCOMPARE(model.count(), 2);
    shown.pools[0].servers.erase(shown.pools[0].servers.begin());
    model.show(shown);
    QCOMPARE(model.count(), 1);
    QCOMPARE(model.data(model.index(0), ServerTableModel::NameRole).toString(),
             QStringLiteral("b"));
    QCOMPARE(counted.count(), 2);
}

void ServerTableModelTest::marksStates_data() {
    QTest::addColumn<QByteArray>("state");
    QTest::addColumn<int>("mark");
    QTest::newRow("healthy") << QByteArray("healthy") << int{Mark::Good};
    QTest::newRow("drained") << QByteArray("drained") << int{Mark::Off};
    QTest::newRow("ejected") << QByteArray("ejected") << int{Mark::Bad};
    QTest::newRow("anything else") << QByteArray("slow start") << int{Mark::Notice};
}

void ServerTableModelTest::marksStates() {
    QFETCH(QByteArray, state);
    ServerTableModel model;
    model.show(snapshot(1, state.constData()));
    QCOMPARE(model.data(model.index(0), ServerTableModel::StateRole).toByteArray(), state);
    QTEST(model.data(model.index(0), ServerTableModel::MarkRole).toInt(), "mark");
}

void ServerTableModelTest::showsAWishUntilItIsConfirmed() {
    ServerTableModel model;
    model.show(snapshot(1));
    model.setWish(api, a, 2.5);
    QCOMPARE(weightOf(model, 0), 2.5);
    model.show(snapshot(1));  // taken before the gateway heard of it
    QCOMPARE(weightOf(model, 0), 2.5);
    model.show(snapshot(2.5));
    model.show(snapshot(1));  // changed by someone else
    QCOMPARE(weightOf(model, 0), 1.0);
}

void ServerTableModelTest::forgetsWishes() {
    ServerTableModel model;
    model.show(snapshot(1));
    model.setWish(api, a, 2.5);
    model.forgetWishes();
    model.show(snapshot(1));
    QCOMPARE(weightOf(model, 0), 1.0);
}

void ServerTableModelTest::choosesAPool() {
    ServerTableModel model;
    model.show(snapshot(1));
    QCOMPARE(model.pool(), api);
    QCOMPARE(model.strategy(), QStringLiteral("round-robin"));
    model.setPoolIndex(1);
    QCOMPARE(model.pool(), QStringLiteral("static"));
    QCOMPARE(model.count(), 1);
    model.setPoolIndex(7);
    QCOMPARE(model.poolIndex(), 1);
}

void ServerTableModelTest::keepsTheChosenPoolWhileItExists() {
    ServerTableModel model;
    metrics::Snapshot shown = snapshot(1);
    model.show(shown);
    model.setPoolIndex(1);
    std::swap(shown.pools[0], shown.pools[1]);
    model.show(shown);
    QCOMPARE(model.pool(), QStringLiteral("static"));
    shown.pools.erase(shown.pools.begin());
    model.show(shown);
    QCOMPARE(model.pool(), api);
}

QTEST_GUILESS_MAIN(ServerTableModelTest)
#include "server_table_model_test.moc"
