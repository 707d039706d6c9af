#include <QSignalSpy>
#include <QtTest>

#include "test_home.h"
#include "test_window.h"

using namespace sluice::desktop;

namespace {

/// Asks in one of the ways that end what runs.
void endBy(TestWindow& test, const QString& way) {
    if (way == QStringLiteral("quit"))
        QTest::keyClick(&test.window(), Qt::Key_Q, Qt::ControlModifier);
    if (way == QStringLiteral("open"))
        QTest::keyClick(&test.window(), Qt::Key_O, Qt::ControlModifier);
    if (way == QStringLiteral("stop")) test.click(test.button(QStringLiteral("Stop the gateway")));
}

/// The file changes on disk, with a change unsaved.
bool isInConflict(TestWindow& test) {
    test.onControl([](FakeGateway& fake) {
        fake.snapshot().unsavedChanges = 1;
        fake.snapshot().fileConflict = true;
        fake.emitSnapshot();
    });
    return QTest::qWaitFor([&] { return test.gateway().fileConflict(); });
}

/// Types a name into the dialog that is open, and presses its button.
bool nameFile(TestWindow& test, const char* name) {
    const auto field = [&test] {
        return test
            .find([](QQuickItem& item) {
                return item.objectName() == QStringLiteral("fileNameTextField");
            })
            .value(0);
    };
    if (!QTest::qWaitFor([&] { return field() != nullptr; })) return false;
    field()->forceActiveFocus(Qt::MouseFocusReason);
    QTest::keyClick(&test.window(), Qt::Key_A, Qt::ControlModifier);
    test.type(name);
    const auto buttons = test.find([](QQuickItem& item) {
        return typeOf(item) == QStringLiteral("Button") &&
               item.property("text").toString() == QStringLiteral("Save");
    });
    if (buttons.isEmpty()) return false;
    test.click(buttons.last());
    return QTest::qWaitFor([&] { return field() == nullptr; });
}

}  // namespace

/// What is asked before something is lost, and what keys answer.
class DialogsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void closingStops();
    void closingAsksAboutChanges();
    void changesAreAskedAbout_data();
    void changesAreAskedAbout();
    void enterGivesTheMarkedAnswer();
    void enterInAConflictDropsNothing();
    void aProxyIsSavedAsAFile();
    void aSnapshotIsExportedUnderATypedName();
    void aConflictIsTheUsersToDecide();
    void deletingASnapshotAsks();

private:
    TestHome m_home;
};

void DialogsTest::init() {
    QTest::failOnWarning(QRegularExpression(QStringLiteral(".*")));
}

void DialogsTest::closingStops() {
    TestWindow test;
    QVERIFY(test.start());
    QSignalSpy exit(&test.engine(), &QQmlEngine::exit);
    test.window().close();
    QTRY_COMPARE(exit.count(), 1);
    QCOMPARE(exit.at(0).at(0).toInt(), 0);
    QCOMPARE(test.commands().last(), QStringLiteral("stop"));
}

void DialogsTest::closingAsksAboutChanges() {
    TestWindow test;
    QVERIFY(test.start());
    QSignalSpy exit(&test.engine(), &QQmlEngine::exit);
    test.gateway().tuning()->setWeight(QStringLiteral("orders-1"), 2);
    QTRY_COMPARE(test.gateway().unsavedChanges(), 1);
    test.window().close();
    QTRY_VERIFY(test.button(QStringLiteral("Discard")));
    QTest::keyClick(&test.window(), Qt::Key_Escape);
    QTRY_VERIFY(!test.button(QStringLiteral("Discard")));
    QVERIFY(test.window().isVisible());
    QCOMPARE(exit.count(), 0);
    test.window().close();
    QTRY_VERIFY(test.button(QStringLiteral("Discard")));
    QMetaObject::invokeMethod(test.button(QStringLiteral("Discard")), "clicked");
    QTRY_COMPARE(exit.count(), 1);
    QVERIFY(!test.commands().contains(QStringLiteral("save")));
}

void DialogsTest::changesAreAskedAbout_data() {
    QTest::addColumn<QString>("way");
    for (const char* way : {"stop", "open", "quit"})
        QTest::newRow(way) << QString::fromLatin1(way);
}

void DialogsTest::changesAreAskedAbout() {
    QFETCH(QString, way);
    TestWindow test;
    const QSignalSpy exit(&test.engine(), &QQmlEngine::exit);
    QVERIFY(test.start());
    QVERIFY(QTest::qWaitForWindowActive(&test.window()));
    test.gateway().tuning()->setWeight(QStringLiteral("orders-1"), 2);
    QTRY_COMPARE(test.gateway().unsavedChanges(), 1);
    endBy(test, way);
    QTRY_VERIFY(test.button(QStringLiteral("Discard")));
    QVERIFY(!test.commands().contains(QStringLiteral("stop")));
    QTest::keyClick(&test.window(), Qt::Key_Return);  // Save is marked
    QTRY_VERIFY(test.commands().contains(QStringLiteral("save")));
    if (way != QStringLiteral("open")) QTRY_COMPARE(test.commands().last(), QStringLiteral("stop"));
}

/// The marked answer is the one with the focus, also when the dialog comes again.
void DialogsTest::enterGivesTheMarkedAnswer() {
    TestWindow test;
    QVERIFY(test.start());
    QVERIFY(QTest::qWaitForWindowActive(&test.window()));
    test.gateway().tuning()->setWeight(QStringLiteral("orders-1"), 2);
    QTRY_COMPARE(test.gateway().unsavedChanges(), 1);
    const auto marked = [&test] {
        const auto found = test.find([](QQuickItem& item) {
            const QString text = item.property("text").toString();
            return item.property("primary").toBool() &&
                   (text == QStringLiteral("Save") || text == QStringLiteral("Discard") ||
                    text == QStringLiteral("Cancel"));
        });
        return found.size() == 1 ? found.first()->property("text").toString() : QString();
    };
    endBy(test, QStringLiteral("stop"));
    QTRY_COMPARE(marked(), QStringLiteral("Save"));
    QTest::keyClick(&test.window(), Qt::Key_Tab);
    QTRY_COMPARE(marked(), QStringLiteral("Cancel"));
    QTest::keyClick(&test.window(), Qt::Key_Return);
    QTRY_VERIFY(!test.button(QStringLiteral("Discard")));
    QVERIFY(!test.commands().contains(QStringLiteral("save")));
    endBy(test, QStringLiteral("stop"));
    QTRY_COMPARE(marked(), QStringLiteral("Save"));
    QTest::keyClick(&test.window(), Qt::Key_Return);
    QTRY_COMPARE(test.commands().last(), QStringLiteral("stop"));
    QVERIFY(test.commands().contains(QStringLiteral("save")));
}

void DialogsTest::enterInAConflictDropsNothing() {
    TestWindow test;
    QVERIFY(test.start());
    QVERIFY(QTest::qWaitForWindowActive(&test.window()));
    QVERIFY(isInConflict(test));
    const auto before = test.commands();
    QTest::keyClick(&test.window(), Qt::Key_S, Qt::ControlModifier);
    QTRY_VERIFY(test.button(QStringLiteral("Write mine")));
    QTest::keyClick(&test.window(), Qt::Key_Return);
    QTRY_VERIFY(!test.button(QStringLiteral("Write mine")));
    QCOMPARE(test.commands(), before);
    QCOMPARE(test.gateway().unsavedChanges(), 1);
}

void DialogsTest::aProxyIsSavedAsAFile() {
    TestWindow test;
    test.gateway().startProxy(QStringLiteral("127.0.0.1:8080"),
                              {QStringLiteral("http://127.0.0.1:3000")}, QStringLiteral("auto"));
    QTRY_COMPARE(test.gateway().servers()->count(), 4);
    QVERIFY(QTest::qWaitForWindowActive(&test.window()));
    QTRY_VERIFY(test.button(QStringLiteral("Save as…")));
    test.gateway().tuning()->setWeight(QStringLiteral("orders-1"), 2);
    QTRY_COMPARE(test.gateway().unsavedChanges(), 1);
    QTest::keyClick(&test.window(), Qt::Key_S, Qt::ControlModifier);
    QVERIFY(nameFile(test, "my proxy"));
    const QString path = m_home.filePath(QStringLiteral("documents/my proxy.toml"));
    QTRY_COMPARE(test.commands().last(), QStringLiteral("saveAs ") + path);
    QTRY_COMPARE(test.gateway().configName(), QStringLiteral("my proxy.toml"));
    QVERIFY(!test.button(QStringLiteral("Save as…")));
}

void DialogsTest::aSnapshotIsExportedUnderATypedName() {
    TestWindow test;
    QVERIFY(test.start());
    QVERIFY(QTest::qWaitForWindowActive(&test.window()));
    QTest::keyClick(&test.window(), Qt::Key_E, Qt::ControlModifier);
    QVERIFY(nameFile(test, "my 50% run"));
    QTRY_VERIFY(QFile::exists(m_home.filePath(QStringLiteral("documents/my 50% run.json"))));
    QCOMPARE(test.gateway().problem(), QString());
}

void DialogsTest::aConflictIsTheUsersToDecide() {
    TestWindow test;
    QVERIFY(test.start());
    QVERIFY(QTest::qWaitForWindowActive(&test.window()));
    QVERIFY(isInConflict(test));
    QTest::keyClick(&test.window(), Qt::Key_S, Qt::ControlModifier);
    QTRY_VERIFY(test.button(QStringLiteral("Write mine")));
    QVERIFY(!test.commands().contains(QStringLiteral("save")));
    QMetaObject::invokeMethod(test.button(QStringLiteral("Write mine")), "clicked");
    QTRY_COMPARE(test.commands().last(), QStringLiteral("save overwrite"));
}

void DialogsTest::deletingASnapshotAsks() {
    TestWindow test;
    QVERIFY(test.start());
    QVERIFY(test.showSnapshots());
    QVERIFY(!test.window().grabWindow().isNull());
    const int before = test.gateway().snapshots()->count();
    const auto ask = [&test] {
        const auto found = test.find([](QQuickItem& item) {
            return typeOf(item) == QStringLiteral("IconButton") &&
                   item.property("text").toString() == QStringLiteral("Delete");
        });
        test.click(found.first());
    };
    const auto answer = [&test] {
        return test
            .find([](QQuickItem& item) {
                return typeOf(item) == QStringLiteral("ActionButton") &&
                       item.property("text").toString() == QStringLiteral("Delete");
            })
            .value(0);
    };
    ask();
    QTRY_VERIFY(answer());
    QTest::keyClick(&test.window(), Qt::Key_Return);
    QTRY_VERIFY(!answer());
    QCOMPARE(test.gateway().snapshots()->count(), before);
    ask();
    QTRY_VERIFY(answer());
    test.click(answer());
    QTRY_COMPARE(test.gateway().snapshots()->count(), before - 1);
}

QTEST_MAIN(DialogsTest)
#include "dialogs_test.moc"
