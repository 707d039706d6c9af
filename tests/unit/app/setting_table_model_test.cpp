#include "setting_table_model.h"

#include <QtTest>

using namespace sluice;
using namespace sluice::desktop;

namespace {

const QString attempts = QStringLiteral("retry.attempts");

metrics::PoolSnapshot poolWith(const char* name, const char* tries) {
    metrics::PoolSnapshot pool;
    pool.name = name;
    pool.settings = {{"retry.attempts", tries}, {"retry.status", "[502, 503]"}};
    pool.configuredSettings = {{"retry.attempts", "2"}, {"retry.status", "[502, 503]"}};
    return pool;
}

QVariant told(const SettingTableModel& model, int row, int role) {
    return model.data(model.index(row), role);
}

}  // namespace

class SettingTableModelTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellsWhatIsInEffect();
    void marksWhatIsUnsaved();
    void showsAWishUntilItComesTrue();
    void forgetsAWishForAnotherPool();
    void isEmptyWithoutAPool();
};

void SettingTableModelTest::tellsWhatIsInEffect() {
    SettingTableModel model;
    model.show(poolWith("api", "2"));
    QCOMPARE(model.count() % model.groups().size(), 0);
    QCOMPARE(told(model, 0, SettingTableModel::KeyRole), attempts);
    QCOMPARE(told(model, 0, SettingTableModel::ValueRole), QStringLiteral("2"));
    QCOMPARE(told(model, 1, SettingTableModel::ValueRole), QStringLiteral("502, 503"));
    QCOMPARE(model.valueOf(QStringLiteral("retry.status")), QStringLiteral("[502, 503]"));
    QCOMPARE(model.valueOf(QStringLiteral("retry.what")), QString());
    int toggles = 0;
    for (int row = 0; row < model.count(); ++row) {
        QVERIFY(!told(model, row, SettingTableModel::TitleRole).toString().isEmpty());
        QVERIFY(!told(model, row, SettingTableModel::TipRole).toString().isEmpty());
        toggles += told(model, row, SettingTableModel::ToggleRole).toBool() ? 1 : 0;
    }
    QCOMPARE(toggles, 1);
}

void SettingTableModelTest::marksWhatIsUnsaved() {
    SettingTableModel model;
    model.show(poolWith("api", "2"));
    QVERIFY(!told(model, 0, SettingTableModel::UnsavedRole).toBool());
    model.show(poolWith("api", "3"));
    QVERIFY(told(model, 0, SettingTableModel::UnsavedRole).toBool());
    QVERIFY(!told(model, 1, SettingTableModel::UnsavedRole).toBool());
}

void SettingTableModelTest::showsAWishUntilItComesTrue() {
    SettingTableModel model;
    model.show(poolWith("api", "2"));
    model.setWish(attempts, QStringLiteral("03"));
    QCOMPARE(model.valueOf(attempts), QStringLiteral("03"));
    model.show(poolWith("api", "2"));
    QCOMPARE(model.valueOf(attempts), QStringLiteral("03"));
    model.show(poolWith("api", "3"));
    QCOMPARE(model.valueOf(attempts), QStringLiteral("3"));
    model.show(poolWith("api", "2"));
    QCOMPARE(model.valueOf(attempts), QStringLiteral("2"));
}

void SettingTableModelTest::forgetsAWishForAnotherPool() {
    SettingTableModel model;
    model.show(poolWith("api", "2"));
    model.setWish(attempts, QStringLiteral("7"));
    model.show(poolWith("web", "2"));
    QCOMPARE(model.valueOf(attempts), QStringLiteral("2"));
}

void SettingTableModelTest::isEmptyWithoutAPool() {
    SettingTableModel model;
    model.show(poolWith("api", "2"));
    model.show({});
    QCOMPARE(model.count(), 0);
    model.setWish(attempts, QStringLiteral("7"));
    QCOMPARE(model.valueOf(attempts), QString());
}

QTEST_GUILESS_MAIN(SettingTableModelTest)
#include "setting_table_model_test.moc"
