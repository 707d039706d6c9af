#include "window_place.h"

#include <QSettings>
#include <QTemporaryDir>
#include <QtTest>

using sluice::desktop::WindowPlace;

class WindowPlaceTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void fitsTheScreen_data();
    void fitsTheScreen();
    void isKept();

private:
    QTemporaryDir m_settings;
};

void WindowPlaceTest::initTestCase() {
    QCoreApplication::setOrganizationName(QStringLiteral("sluice-test"));
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_settings.path());
}

void WindowPlaceTest::fitsTheScreen_data() {
    QTest::addColumn<QRect>("wanted");
    QTest::addColumn<QRect>("placed");
    QTest::newRow("inside") << QRect(10, 20, 1024, 700) << QRect(10, 20, 1024, 700);
    QTest::newRow("beyond the right") << QRect(900, 20, 1024, 700) << QRect(256, 20, 1024, 700);
    QTest::newRow("above") << QRect(0, -300, 1024, 700) << QRect(0, 0, 1024, 700);
    QTest::newRow("too large") << QRect(-50, -50, 2560, 1440) << QRect(0, 0, 1280, 800);
}

void WindowPlaceTest::fitsTheScreen() {
    QFETCH(QRect, wanted);
    QTEST(WindowPlace::fitted(wanted, QRect(0, 0, 1280, 800)), "placed");
}

void WindowPlaceTest::isKept() {
    const WindowPlace place;
    QWindow first, second;
    first.setGeometry(30, 40, 500, 400);
    place.keep(&first);
    place.restore(&second);
    QCOMPARE(second.geometry(), QRect(30, 40, 500, 400));
    first.setWindowStates(Qt::WindowMaximized);
    first.setGeometry(0, 0, 800, 800);
    place.keep(&first);
    place.restore(&second);
    QVERIFY(second.windowStates() & Qt::WindowMaximized);
    QCOMPARE(QSettings().value(QStringLiteral("window/place")).toRect(), QRect(30, 40, 500, 400));
}

QTEST_MAIN(WindowPlaceTest)
#include "window_place_test.moc"
