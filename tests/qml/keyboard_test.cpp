#include <QSignalSpy>
#include <QtTest>

#include "test_home.h"
#include "test_window.h"

using namespace sluice::desktop;

class KeyboardTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void arrowsMoveAWeight();
    void aWeightIsTyped();
    void aPageThatWasLeftHearsNoKeys_data();
    void aPageThatWasLeftHearsNoKeys();
    void aRowThatBecomesAnotherForgetsWhatWasTyped();
    void undoInAWeightTakesBackTheChange();
    void keysOfTheWindowWorkAfterTyping_data();
    void keysOfTheWindowWorkAfterTyping();
    void tabReachesEverything_data();
    void tabReachesEverything();
    void shortcuts();
    void spacePressesAFocusedButton();
    void aStrategyIsChosen();
    void aHeldKeyIsTakenBackAtOnce();
    void aDragIsTakenBackAtOnce();
    void aSettingIsTyped();
    void aServerIsDrained();
    void aButtonIsHitOnItsWholeFace();
    void weightsOfAPoolHaveOneScale();

private:
    static QQuickItem* weightPart(TestWindow& test, const char* part);

    TestHome m_home;
};

void KeyboardTest::init() {
    QTest::failOnWarning(QRegularExpression(QStringLiteral(".*")));
}

/// Of the first server, orders-1, whose weight is 1.
QQuickItem* KeyboardTest::weightPart(TestWindow& test, const char* part) {
    const auto sliders =
        test.find([](QQuickItem& item) { return typeOf(item) == QStringLiteral("WeightSlider"); });
    return test.find([part](QQuickItem& item) { return item.inherits(part); }, sliders.value(0))
        .value(0);
}

void KeyboardTest::arrowsMoveAWeight() {
    TestWindow test;
    QVERIFY(test.start());
    QVERIFY(QTest::qWaitForWindowActive(&test.window()));
    weightPart(test, "QQuickSlider")->forceActiveFocus(Qt::TabFocusReason);
    QTest::keyClick(&test.window(), Qt::Key_Right);
    QTRY_COMPARE(test.commands().last(), QStringLiteral("setWeight api orders-1 1.1"));
    QTest::keyClick(&test.window(), Qt::Key_PageUp);
    QTRY_COMPARE(test.commands().last(), QStringLiteral("setWeight api orders-1 2.1"));
    QTRY_COMPARE(test.gateway().unsavedChanges(), 1);
    QCOMPARE(weightPart(test, "QQuickSlider")->property("value").toDouble(), 2.1);
}

void KeyboardTest::aWeightIsTyped() {
    TestWindow test;
    QVERIFY(test.start());
    QVERIFY(QTest::qWaitForWindowActive(&test.window()));
    QQuickItem* box = weightPart(test, "QQuickTextField");
    box->forceActiveFocus(Qt::TabFocusReason);
    for (const char key : {'7', '.', '2', '5'})
        QTest::keyClick(&test.window(), key);
    test.onControl([](FakeGateway& fake) { fake.tick(); });
    QCOMPARE(box->property("text").toString(), QStringLiteral("7.25"));
    QTest::keyClick(&test.window(), Qt::Key_Return);
    QTRY_COMPARE(test.commands().last(), QStringLiteral("setWeight api orders-1 7.25"));
    QTRY_COMPARE(weightPart(test, "QQuickSlider")->property("value").toDouble(), 7.25);
}

/// Of what is typed into a weight, nothing comes after its page was left.
void KeyboardTest::aPageThatWasLeftHearsNoKeys_data() {
    QTest::addColumn<QString>("part");
    QTest::addColumn<QString>("typed");
    QTest::newRow("box") << QStringLiteral("QQuickTextField") << QStringLiteral();
    QTest::newRow("box, with something typed")
        << QStringLiteral("QQuickTextField") << QStringLiteral("7");
    QTest::newRow("slider") << QStringLiteral("QQuickSlider") << QStringLiteral();
}

void KeyboardTest::aPageThatWasLeftHearsNoKeys() {
    QFETCH(QString, part);
    QFETCH(QString, typed);
    TestWindow test;
    QVERIFY(test.start());
    QVERIFY(QTest::qWaitForWindowActive(&test.window()));
    QQuickItem* left = weightPart(test, part.toLatin1().constData());
    left->forceActiveFocus(Qt::MouseFocusReason);
    QVERIFY(left->hasActiveFocus());
    const auto before = test.commands();
    test.type(typed.toLatin1().constData());
    test.click(test.button(QStringLiteral("Cache")));
    QTRY_VERIFY(test.button(QStringLiteral("Explain")));
    QVERIFY(!left->hasActiveFocus());
    QTest::keyClick(&test.window(), Qt::Key_Right);
    QTest::keyClick(&test.window(), Qt::Key_PageUp);
    test.type("9");
    QTest::keyClick(&test.window(), Qt::Key_Return);
    test.type("21");
    test.gateway().save(false);
    QTRY_COMPARE(test.commands().last(), QStringLiteral("save"));
    QCOMPARE(test.commands().filter(QStringLiteral("setWeight")),
             before.filter(QStringLiteral("setWeight")));
}

/// The other pool's first server is not what was typed for.
void KeyboardTest::aRowThatBecomesAnotherForgetsWhatWasTyped() {
    TestWindow test;
    QVERIFY(test.start());
    QVERIFY(QTest::qWaitForWindowActive(&test.window()));
    QQuickItem* box = weightPart(test, "QQuickTextField");
    test.click(box);
    test.type("7");
    test.click(test.button(QStringLiteral("static")));
    QTRY_COMPARE(test.gateway().servers()->pool(), QStringLiteral("static"));
    QCOMPARE(box->property("text").toString(), QStringLiteral("1.0"));
    QTest::keyClick(&test.window(), Qt::Key_Return);
    test.gateway().save(false);
    QTRY_COMPARE(test.commands().last(), QStringLiteral("save"));
    QVERIFY(test.commands().filter(QStringLiteral("setWeight")).isEmpty());
}

void KeyboardTest::undoInAWeightTakesBackTheChange() {
    TestWindow test;
    QVERIFY(test.start());
    QVERIFY(QTest::qWaitForWindowActive(&test.window()));
    QQuickItem* box = weightPart(test, "QQuickTextField");
    test.click(box);
    test.type("7");
    QTest::keyClick(&test.window(), Qt::Key_Tab);
    QTRY_COMPARE(test.commands().last(), QStringLiteral("setWeight api orders-1 7"));
    test.click(box);
    QVERIFY(box->hasActiveFocus());
    test.type("8");
    QTest::keyClick(&test.window(), Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(box->property("text").toString(), QStringLiteral("7.0"));
    QTest::keyClick(&test.window(), Qt::Key_Z, Qt::ControlModifier);
    QTRY_COMPARE(test.commands().last(), QStringLiteral("setWeight api orders-1 1"));
    QCOMPARE(box->property("text").toString(), QStringLiteral("1.0"));
}

void KeyboardTest::keysOfTheWindowWorkAfterTyping_data() {
    QTest::addColumn<int>("end");
    QTest::newRow("Enter") << int{Qt::Key_Return};
    QTest::newRow("Escape") << int{Qt::Key_Escape};
}

void KeyboardTest::keysOfTheWindowWorkAfterTyping() {
    QFETCH(int, end);
    TestWindow test;
    QVERIFY(test.start());
    QVERIFY(QTest::qWaitForWindowActive(&test.window()));
    QQuickItem* box = weightPart(test, "QQuickTextField");
    test.click(box);
    test.type("2,5");
    QTest::keyClick(&test.window(), static_cast<Qt::Key>(end));
    if (end == Qt::Key_Return) {
        QTRY_COMPARE(test.commands().last(), QStringLiteral("setWeight api orders-1 2.5"));
        QTest::keyClick(&test.window(), Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(test.commands().last(), QStringLiteral("setWeight api orders-1 1"));
    }
    QTRY_COMPARE(box->property("text").toString(), QStringLiteral("1.0"));
    test.type("3");
    QTRY_VERIFY(test.button(QStringLiteral("Explain")));
}

void KeyboardTest::tabReachesEverything_data() {
    QTest::addColumn<QString>("screen");
    for (const char* screen :
         {"welcome", "overview", "balancer", "resilience", "cache", "load test"})
        QTest::newRow(screen) << QString::fromLatin1(screen);
}

void KeyboardTest::tabReachesEverything() {
    QFETCH(QString, screen);
    TestWindow test;
    QVERIFY(screen == QStringLiteral("welcome") || test.start());
    QVERIFY(QTest::qWaitForWindowActive(&test.window()));
    if (screen == QStringLiteral("load test")) QTest::keyClick(&test.window(), Qt::Key_5);
    if (screen == QStringLiteral("resilience")) QVERIFY(test.showResilience());
    if (screen == QStringLiteral("cache")) QVERIFY(test.showCache());
    if (screen == QStringLiteral("balancer")) {
        QVERIFY(test.showBalancer());
        test.gateway().whatIf()->run();
        QTRY_VERIFY(test.button(QStringLiteral("Switch")));
    }
    QSet<QQuickItem*> missed;
    for (QQuickItem* item : test.find([](QQuickItem& i) { return isInteractive(i); })) {
        if (item->isEnabled()) missed.insert(item);
    }
    QVERIFY(missed.size() > 4);
    for (int i = 0; i < 100 && !missed.isEmpty(); ++i) {
        QTest::keyClick(&test.window(), Qt::Key_Tab);
        missed.remove(test.window().activeFocusItem());
    }
    QStringList names;
    for (QQuickItem* item : missed)
        names.append(typeOf(*item) + u' ' + item->property("text").toString());
    QVERIFY2(names.isEmpty(), qPrintable(names.join(u'\n')));
}

void KeyboardTest::shortcuts() {
    TestWindow test;
    QVERIFY(test.start());
    QVERIFY(QTest::qWaitForWindowActive(&test.window()));
    QTest::keyClick(&test.window(), Qt::Key_Space);
    QVERIFY(test.gateway().paused());
    QTest::keyClick(&test.window(), Qt::Key_Space);
    QVERIFY(!test.gateway().paused());
    QTest::keyClick(&test.window(), Qt::Key_Comma);
    QTRY_VERIFY(test.button(QStringLiteral("Light")));
    QTest::keyClick(&test.window(), Qt::Key_1);
    QTRY_VERIFY(!test.button(QStringLiteral("Light")));
    test.gateway().tuning()->setWeight(QStringLiteral("orders-1"), 2);
    QTRY_COMPARE(test.gateway().unsavedChanges(), 1);
    QTest::keyClick(&test.window(), Qt::Key_S, Qt::ControlModifier);
    QTRY_COMPARE(test.gateway().unsavedChanges(), 0);
    QCOMPARE(test.commands().last(), QStringLiteral("save"));
}

void KeyboardTest::spacePressesAFocusedButton() {
    TestWindow test;
    QVERIFY(test.start());
    QVERIFY(QTest::qWaitForWindowActive(&test.window()));
    test.button(QStringLiteral("5 min"))->forceActiveFocus(Qt::TabFocusReason);
    QTest::keyClick(&test.window(), Qt::Key_Space);
    QCOMPARE(test.gateway().overview()->range(), 300);
    QTest::keyClick(&test.window(), Qt::Key_Right);
    QCOMPARE(test.gateway().overview()->range(), 3600);
    QVERIFY(!test.gateway().paused());
}

void KeyboardTest::aStrategyIsChosen() {
    TestWindow test;
    QVERIFY(test.start());
    QVERIFY(test.showBalancer());
    const auto options = test.find(
        [](QQuickItem& item) { return typeOf(item) == QStringLiteral("StrategyOption"); });
    QCOMPARE(options.size(), 8);
    options.at(1)->forceActiveFocus(Qt::TabFocusReason);
    QTest::keyClick(&test.window(), Qt::Key_Down);
    QTest::keyClick(&test.window(), Qt::Key_Down);
    QVERIFY(options.at(3)->hasActiveFocus());
    QTest::keyClick(&test.window(), Qt::Key_Up);
    QCOMPARE(test.commands().filter(QStringLiteral("setStrategy")), QStringList());
    QTest::keyClick(&test.window(), Qt::Key_Space);
    QTRY_COMPARE(test.commands().last(), QStringLiteral("setStrategy api least-connections"));
    QVERIFY(options.at(2)->property("current").toBool());
    QTest::keyClick(&test.window(), Qt::Key_Z, Qt::ControlModifier);
    QTRY_COMPARE(test.commands().last(), QStringLiteral("setStrategy api weighted-round-robin"));
    QVERIFY(options.at(1)->property("current").toBool());
}

void KeyboardTest::aHeldKeyIsTakenBackAtOnce() {
    TestWindow test;
    QVERIFY(test.start());
    QVERIFY(QTest::qWaitForWindowActive(&test.window()));
    QQuickItem* slider = weightPart(test, "QQuickSlider");
    slider->forceActiveFocus(Qt::TabFocusReason);
    for (int i = 0; i < 5; ++i) {
        QKeyEvent press(QEvent::KeyPress, Qt::Key_Right, Qt::NoModifier, {}, i > 0);
        QCoreApplication::sendEvent(&test.window(), &press);
        QKeyEvent release(QEvent::KeyRelease, Qt::Key_Right, Qt::NoModifier, {}, i < 4);
        QCoreApplication::sendEvent(&test.window(), &release);
    }
    QTRY_COMPARE(test.commands().last(), QStringLiteral("setWeight api orders-1 1.5"));
    QCOMPARE(test.gateway().tuning()->undo()->count(), 1);
    QTest::keyClick(&test.window(), Qt::Key_Left);
    QCOMPARE(test.gateway().tuning()->undo()->count(), 2);
    QTest::keyClick(&test.window(), Qt::Key_Z, Qt::ControlModifier);
    QTest::keyClick(&test.window(), Qt::Key_Z, Qt::ControlModifier);
    QTRY_COMPARE(test.commands().last(), QStringLiteral("setWeight api orders-1 1"));
    QCOMPARE(slider->property("value").toDouble(), 1.0);
}

void KeyboardTest::aDragIsTakenBackAtOnce() {
    TestWindow test;
    QVERIFY(test.start());
    QVERIFY(test.showBalancer());
    QQuickItem* slider = weightPart(test, "QQuickSlider");
    const auto at = [slider](double part) {
        return slider->mapToScene({7 + (slider->width() - 14) * part, slider->height() / 2})
            .toPoint();
    };
    QTest::mousePress(&test.window(), Qt::LeftButton, {}, at(0.2));
    for (int i = 21; i <= 80; ++i)
        QTest::mouseMove(&test.window(), at(i / 100.0));
    QTest::mouseRelease(&test.window(), Qt::LeftButton, {}, at(0.8));
    QTRY_COMPARE(test.commands().last(), QStringLiteral("setWeight api orders-1 4"));
    QMetaObject::invokeMethod(test.button(QStringLiteral("Undo weight orders-1")), "clicked");
    QTRY_COMPARE(test.commands().last(), QStringLiteral("setWeight api orders-1 1"));
    QTRY_COMPARE(slider->property("value").toDouble(), 1.0);
    QVERIFY(!test.button(QStringLiteral("Undo"))->isEnabled());
}

void KeyboardTest::aSettingIsTyped() {
    TestWindow test;
    QVERIFY(test.start());
    QVERIFY(test.showResilience());
    const auto fields =
        test.find([](QQuickItem& item) { return typeOf(item) == QStringLiteral("SettingField"); });
    QCOMPARE(fields.size(), 12);
    const auto box = [&](int field) {
        return test
            .find([](QQuickItem& item) { return item.inherits("QQuickTextField"); },
                  fields.at(field))
            .value(0);
    };
    box(0)->forceActiveFocus(Qt::TabFocusReason);
    QTest::keyClick(&test.window(), '7');
    QTest::keyClick(&test.window(), Qt::Key_Escape);
    QTRY_COMPARE(box(0)->property("text").toString(), QStringLiteral("2"));
    QVERIFY(test.commands().filter(QStringLiteral("setSetting")).isEmpty());
    box(1)->forceActiveFocus(Qt::TabFocusReason);
    for (const char digit : {'5', '0', '0'})
        QTest::keyClick(&test.window(), digit);
    QTest::keyClick(&test.window(), Qt::Key_Return);
    QTRY_COMPARE(test.commands().last(), QStringLiteral("setSetting api retry.status [500]"));
    test.button(QStringLiteral("off"))->forceActiveFocus(Qt::TabFocusReason);
    QTest::keyClick(&test.window(), Qt::Key_Right);
    QTRY_COMPARE(test.commands().last(), QStringLiteral("setSetting api hedge.enabled true"));
    QTest::keyClick(&test.window(), Qt::Key_Z, Qt::ControlModifier);
    QTRY_COMPARE(test.commands().last(), QStringLiteral("setSetting api hedge.enabled false"));
}

void KeyboardTest::aServerIsDrained() {
    TestWindow test;
    QVERIFY(test.start());
    QVERIFY(test.showBalancer());
    test.button(QStringLiteral("Drain"))->forceActiveFocus(Qt::TabFocusReason);
    QTest::keyClick(&test.window(), Qt::Key_Return);
    QTRY_COMPARE(test.commands().last(), QStringLiteral("setDuty api orders-1 drained"));
    QTRY_VERIFY(test.button(QStringLiteral("Resume")));
    QTest::keyClick(&test.window(), Qt::Key_Return);
    QTRY_COMPARE(test.commands().last(), QStringLiteral("setDuty api orders-1 active"));
}

/// Also near its edges, with a table that scrolls.
void KeyboardTest::aButtonIsHitOnItsWholeFace() {
    TestWindow test;
    test.onControl([](FakeGateway& fake) { fake.longNames = true; });
    test.gateway().startFile(QUrl::fromLocalFile(QStringLiteral("/home/me/sluice.toml")));
    QTRY_COMPARE(test.gateway().servers()->count(), 12);
    QVERIFY(QTest::qWaitForWindowActive(&test.window()));
    QVERIFY(!test.window().grabWindow().isNull());
    int drained = 0;
    QQuickItem* button = test.button(QStringLiteral("Drain"));
    for (const QPointF at :
         {QPointF(2, 2), QPointF(button->width() - 2, 2), QPointF(2, button->height() - 2),
          QPointF(button->width() - 2, button->height() - 2)}) {
        QTest::mouseClick(&test.window(), Qt::LeftButton, {}, button->mapToScene(at).toPoint());
        ++drained;
        QTRY_COMPARE(test.commands().filter(QStringLiteral("setDuty")).size(), drained);
        QTRY_COMPARE(button->property("active").toBool(), drained % 2 == 0);
    }
}

void KeyboardTest::weightsOfAPoolHaveOneScale() {
    TestWindow test;
    QVERIFY(test.start());
    QVERIFY(QTest::qWaitForWindowActive(&test.window()));
    test.click(weightPart(test, "QQuickTextField"));
    test.type("40");
    QTest::keyClick(&test.window(), Qt::Key_Return);
    for (const QQuickItem* slider :
         test.find([](QQuickItem& item) { return item.inherits("QQuickSlider"); }))
        QTRY_COMPARE(slider->property("to").toDouble(), 40.0);
}

QTEST_MAIN(KeyboardTest)
#include "keyboard_test.moc"
