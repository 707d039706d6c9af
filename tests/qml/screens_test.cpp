#include <QAccessible>
#include <QDirIterator>
#include <QQmlComponent>
#include <QtTest>

#include "test_home.h"
#include "test_window.h"

using namespace sluice::desktop;

namespace {

/// What lies between an item and its card, and cuts off what is outside on purpose.
bool isCutOnPurpose(const QQuickItem* item, const QQuickItem* card) {
    for (const QQuickItem* up = item->parentItem(); up && up != card; up = up->parentItem()) {
        if (up->clip()) return true;
    }
    return false;
}

QString describe(const QQuickItem& item) {
    return QStringLiteral("%1 “%2”").arg(typeOf(item), item.property("text").toString());
}

}  // namespace

class ScreensTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void everyComponentCompiles();
    void nothingLeavesItsCard_data();
    void nothingLeavesItsCard();
    void statesAreTold_data();
    void statesAreTold();
    void everythingHasAName_data();
    void everythingHasAName();
    void chartsFollowTheTraffic();
    void longRangesAreForTheOverview();
    void balancerChartsFollowTheTraffic();
    void theWhatIfSaysWhatIsMissing();
    void aPictureHasTheWindowsBackground();
    void theFilterSaysTheFormat_data();
    void theFilterSaysTheFormat();
    void aMessageIsShownUntilDismissed();

private:
    TestHome m_home;
};

void ScreensTest::init() {
    QTest::failOnWarning(QRegularExpression(QStringLiteral(".*")));
}

void ScreensTest::everyComponentCompiles() {
    QQmlEngine engine;
    engine.addImportPath(QStringLiteral(":/qt/qml"));
    int count = 0;
    QDirIterator files(QStringLiteral(":/qt/qml/Sluice"), {QStringLiteral("*.qml")}, QDir::Files,
                       QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString path = files.next();
        if (path.endsWith(QStringLiteral("/Theme.qml"))) continue;  // a singleton
        QQmlComponent component(&engine, QUrl(QStringLiteral("qrc") + path));
        QVERIFY2(component.isReady(), qPrintable(component.errorString()));
        ++count;
    }
    QVERIFY(count > 30);
}

void ScreensTest::nothingLeavesItsCard_data() {
    QTest::addColumn<QSize>("size");
    QTest::addColumn<bool>("dark");
    QTest::addColumn<QString>("screen");
    for (const QSize size : {QSize(1440, 900), QSize(1024, 700)}) {
        for (const bool dark : {true, false}) {
            for (const char* screen : {"welcome", "overview", "balancer", "resilience", "cache",
                                       "snapshots", "load test", "settings"}) {
                QTest::addRow("%s %dx%d %s", screen, size.width(), size.height(),
                              dark ? "dark" : "light")
                    << size << dark << QString::fromLatin1(screen);
            }
        }
    }
}

void ScreensTest::nothingLeavesItsCard() {
    QFETCH(QSize, size);
    QFETCH(bool, dark);
    QFETCH(QString, screen);
    TestWindow test;
    test.appearance().setScheme(dark ? Appearance::Dark : Appearance::Light);
    test.window().resize(size);
    QVERIFY(screen == QStringLiteral("welcome") || test.start());
    QVERIFY(QTest::qWaitForWindowExposed(&test.window()));
    if (screen == QStringLiteral("settings")) QTest::keyClick(&test.window(), Qt::Key_Comma);
    if (screen == QStringLiteral("load test")) QTest::keyClick(&test.window(), Qt::Key_5);
    if (screen == QStringLiteral("snapshots")) QVERIFY(test.showSnapshots());
    if (screen == QStringLiteral("cache")) {
        QVERIFY(test.showCache());
        test.gateway().cache()->explanation()->explain(QStringLiteral("/a"), {});
        QTRY_VERIFY(test.gateway().cache()->explanation()->mayAsk());
    }
    if (screen == QStringLiteral("balancer")) {
        QVERIFY(test.showBalancer());
        test.gateway().whatIf()->run();
        QTRY_COMPARE(test.gateway().whatIf()->count(), 8);
    }
    if (screen == QStringLiteral("resilience")) QVERIFY(test.showResilience());
    QVERIFY(!test.window().grabWindow().isNull());
    QStringList outside;
    const auto cards = test.find([](QQuickItem& item) {
        return item.property("bodyHeight").isValid() || typeOf(item) == QStringLiteral("Tile") ||
               typeOf(item) == QStringLiteral("Pill");
    });
    QVERIFY(!cards.isEmpty());
    for (QQuickItem* card : cards) {
        const QRectF room = card->boundingRect().adjusted(-1, -1, 1, 1);
        for (QQuickItem* item : test.find([](QQuickItem&) { return true; }, card)) {
            const QRectF taken = item->mapRectToItem(card, item->boundingRect());
            if (!taken.isEmpty() && !room.contains(taken) && !isCutOnPurpose(item, card))
                outside.append(describe(*item));
        }
        const QRectF inWindow = card->mapRectToScene(card->boundingRect());
        if (!QRectF(QPointF(), QSizeF(size)).contains(inWindow)) outside.append(describe(*card));
    }
    QVERIFY2(outside.isEmpty(), qPrintable(outside.join(u'\n')));
}

void ScreensTest::statesAreTold_data() {
    QTest::addColumn<bool>("balancer");
    QTest::addColumn<QString>("type");
    QTest::newRow("overview") << false << QStringLiteral("ServerRow");
    QTest::newRow("balancer") << true << QStringLiteral("TuningRow");
}

void ScreensTest::statesAreTold() {
    QFETCH(bool, balancer);
    QFETCH(QString, type);
    TestWindow test;
    QVERIFY(test.start());
    QVERIFY(!balancer || test.showBalancer());
    const auto rows = test.find([&type](QQuickItem& item) { return typeOf(item) == type; });
    QCOMPARE(rows.size(), 4);
    for (QQuickItem* row : rows) {
        const auto marks = test.find(
            [](QQuickItem& item) { return typeOf(item) == QStringLiteral("StateMark"); }, row);
        QCOMPARE(marks.size(), 1);
        QCOMPARE(marks.at(0)->property("text"), row->property("state"));
        QVERIFY(!marks.at(0)->property("text").toString().isEmpty());
    }
    QVERIFY(rows.at(0)->property("mark") != rows.at(2)->property("mark"));
}

void ScreensTest::everythingHasAName_data() {
    QTest::addColumn<QString>("screen");
    for (const char* screen :
         {"welcome", "overview", "balancer", "resilience", "cache", "snapshots"})
        QTest::newRow(screen) << QString::fromLatin1(screen);
}

void ScreensTest::everythingHasAName() {
    QFETCH(QString, screen);
    TestWindow test;
    QVERIFY(screen == QStringLiteral("welcome") || test.start());
    if (screen == QStringLiteral("snapshots")) QVERIFY(test.showSnapshots());
    if (screen == QStringLiteral("cache")) QVERIFY(test.showCache());
    if (screen == QStringLiteral("balancer")) {
        QVERIFY(test.showBalancer());
        test.gateway().whatIf()->run();
        QTRY_VERIFY(test.button(QStringLiteral("Switch")));
    }
    if (screen == QStringLiteral("resilience")) QVERIFY(test.showResilience());
    const auto controls = test.find([](QQuickItem& item) { return isInteractive(item); });
    QVERIFY(controls.size() > 4);
    for (QQuickItem* control : controls) {
        QAccessibleInterface* accessible = QAccessible::queryAccessibleInterface(control);
        QVERIFY2(accessible, qPrintable(describe(*control)));
        QVERIFY2(!accessible->text(QAccessible::Name).isEmpty(), qPrintable(describe(*control)));
    }
}

void ScreensTest::chartsFollowTheTraffic() {
    TestWindow test;
    QVERIFY(test.start());
    const auto published = [&test] { return test.gateway().overview()->finished()->points(); };
    const QImage before = test.window().grabWindow();
    test.onControl([](FakeGateway& fake) {
        for (int i = 0; i < 100; ++i)
            fake.snapshot().time_ms += 100;
        fake.tick();
    });
    QTRY_VERIFY(published().size() > 1);
    QTRY_VERIFY(test.window().grabWindow() != before);
}

void ScreensTest::longRangesAreForTheOverview() {
    TestWindow test;
    QVERIFY(test.start());
    QMetaObject::invokeMethod(test.button(QStringLiteral("24 h")), "clicked");
    QCOMPARE(test.gateway().overview()->range(), 86'400);
    QVERIFY(test.gateway().overview()->throughputTop() > 1500);
    QVERIFY(!test.window().grabWindow().isNull());
    QCOMPARE(test.gateway().balancer()->history()->range(), 300);
    QVERIFY(test.showBalancer());
    QVERIFY(!test.button(QStringLiteral("24 h")));
    QMetaObject::invokeMethod(test.button(QStringLiteral("1 min")), "clicked");
    QCOMPARE(test.gateway().balancer()->history()->range(), 60);
    QVERIFY(test.showSnapshots());
    QVERIFY(!test.button(QStringLiteral("1 min")));
}

void ScreensTest::balancerChartsFollowTheTraffic() {
    TestWindow test;
    QVERIFY(test.start());
    QVERIFY(test.showBalancer());
    const QImage before = test.window().grabWindow();
    test.onControl([](FakeGateway& fake) {
        for (int i = 0; i < 30; ++i)
            fake.snapshot().time_ms += 1000;
        fake.tick();
    });
    QTRY_VERIFY(test.window().grabWindow() != before);
    const auto lines = [&test] {
        return test.find(
            [](QQuickItem& item) { return typeOf(item) == QStringLiteral("EventLine"); });
    };
    QVERIFY(lines().isEmpty());
    test.gateway().tuning()->setStrategy(QStringLiteral("peak-ewma"));
    QTRY_COMPARE(lines().size(), 2);  // one in each chart
}

void ScreensTest::theWhatIfSaysWhatIsMissing() {
    TestWindow test;
    QVERIFY(test.start());
    QVERIFY(test.showBalancer());
    const auto told = [&test](const QString& text) {
        return !test.find([&text](QQuickItem& item) {
                        return item.property("text").toString().contains(text);
                    })
                    .isEmpty();
    };
    test.onControl([](FakeGateway& fake) { fake.nothingRecorded = true; });
    QMetaObject::invokeMethod(test.button(QStringLiteral("Run")), "clicked");
    QTRY_VERIFY(told(QStringLiteral("No traffic recorded yet")));
    test.onControl([](FakeGateway& fake) { fake.nothingRecorded = false; });
    QMetaObject::invokeMethod(test.button(QStringLiteral("Run again")), "clicked");
    QTRY_VERIFY(told(QStringLiteral("41,208 requests")));
    QVERIFY(!told(QStringLiteral("No traffic recorded yet")));
    QTRY_VERIFY(test.button(QStringLiteral("Switch")));
    QMetaObject::invokeMethod(test.button(QStringLiteral("Switch")), "clicked");
    QTRY_COMPARE(test.commands().last(), QStringLiteral("setStrategy api peak-ewma"));
}

namespace {

QObject* exportDialog(QQuickWindow& window) {
    for (QObject* object : window.findChildren<QObject*>())
        if (object->metaObject()->indexOfSignal("pictureAsked(QUrl)") >= 0) return object;
    return nullptr;
}

}  // namespace

void ScreensTest::aPictureHasTheWindowsBackground() {
    const QString path = m_home.filePath(QStringLiteral("a.png"));
    TestWindow test;
    QVERIFY(test.start());
    QObject* dialog = exportDialog(test.window());
    QVERIFY(dialog);
    QVERIFY(
        QMetaObject::invokeMethod(dialog, "pictureAsked", Q_ARG(QUrl, QUrl::fromLocalFile(path))));
    QTRY_VERIFY(QFile::exists(path));
    const QColor background = test.window().property("color").value<QColor>();
    QCOMPARE(QImage(path).pixelColor(0, 0), background);
}

void ScreensTest::theFilterSaysTheFormat_data() {
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("written");
    const auto row = [](const char* typed, const char* written) {
        QTest::newRow(typed) << QString::fromLatin1(typed) << QString::fromLatin1(written);
    };
    row("file:///tmp/before", "file:///tmp/before.json");
    row("file:///tmp/2026-11-25 14.39.17", "file:///tmp/2026-11-25 14.39.17.json");
    row("file:///tmp/a.csv", "file:///tmp/a.csv");
    row("file:///tmp/a.PNG", "file:///tmp/a.PNG");
}

/// A name that has an ending keeps it.
void ScreensTest::theFilterSaysTheFormat() {
    QFETCH(QString, typed);
    QFETCH(QString, written);
    TestWindow test;
    QObject* dialog = exportDialog(test.window());
    QVERIFY(dialog);
    dialog->setProperty("selectedFile", QUrl(typed));
    QUrl chosen;
    QVERIFY(QMetaObject::invokeMethod(dialog, "chosen", Q_RETURN_ARG(QUrl, chosen)));
    QCOMPARE(chosen, QUrl(written));
}

void ScreensTest::aMessageIsShownUntilDismissed() {
    TestWindow test;
    test.onControl([](FakeGateway& fake) { fake.refuseStart = true; });
    test.gateway().startDemo();
    QTRY_VERIFY(test.button(QStringLiteral("Dismiss")));
    QMetaObject::invokeMethod(test.button(QStringLiteral("Dismiss")), "clicked");
    QTRY_VERIFY(!test.button(QStringLiteral("Dismiss")));
}

QTEST_MAIN(ScreensTest)
#include "screens_test.moc"
