#include <QtTest>

#include "icon.h"
#include "test_home.h"
#include "test_window.h"

using namespace sluice::desktop;
using namespace Qt::StringLiterals;

namespace {

bool isText(const QQuickItem& item) {
    return item.inherits("QQuickText") && typeOf(item) != u"QQuickPlaceholderText"_s &&
           !item.property("text").toString().isEmpty();
}

bool isNumber(const QQuickItem& item) {
    return typeOf(item).endsWith(u"TabularText"_s) || typeOf(item) == u"NumberCell"_s;
}

QString describe(const QQuickItem& item) {
    QString where;
    for (const QQuickItem* up = item.parentItem(); up && where.count(u'<') < 3;
         up = up->parentItem())
        if (typeOf(*up).at(0).isUpper() && !typeOf(*up).startsWith(u"QQuick"_s))
            where += u" < "_s + typeOf(*up);
    return u"%1 “%2”%3"_s.arg(typeOf(item), item.property("text").toString(), where);
}

/// What is drawn of a text: less than its box.
QRectF inkOf(const QQuickItem& item) {
    QRectF ink(0, 0, item.width(), item.height());
    if (!item.inherits("QQuickText")) return ink;
    const double width = std::min(ink.width(), item.property("contentWidth").toDouble());
    const int alignment = item.property("effectiveHorizontalAlignment").toInt();
    if (alignment == Qt::AlignRight)
        ink.setLeft(ink.right() - width);
    else if (alignment == Qt::AlignHCenter)
        ink.adjust((ink.width() - width) / 2, 0, (width - ink.width()) / 2, 0);
    else
        ink.setWidth(width);
    return ink;
}

/// The part of it that one sees; what is to be scrolled up and down is looked at where it is seen.
struct Sight {
    QRectF whole, seen;
    bool scrolled = false;
};

Sight sightOf(const QQuickItem& item, const QSizeF& window) {
    Sight sight;
    sight.whole = item.mapRectToScene(inkOf(item));
    sight.seen = sight.whole & QRectF({}, window);
    for (const QQuickItem* up = item.parentItem(); up; up = up->parentItem()) {
        if (!up->clip()) continue;
        const QRectF view = up->mapRectToScene(up->boundingRect());
        sight.scrolled = sight.scrolled || up->inherits("QQuickFlickable");
        sight.seen = sight.seen & view;
    }
    return sight;
}

/// Something is drawn there beside the background.
bool hasInk(const QImage& picture, const QQuickItem& item) {
    const double scale = picture.width() / double(item.window()->width());
    const QRectF place = item.mapRectToScene(item.boundingRect());
    const QRect area =
        QRectF(place.topLeft() * scale, place.size() * scale).toAlignedRect() & picture.rect();
    for (int y = area.top(); y <= area.bottom(); ++y)
        for (int x = area.left(); x <= area.right(); ++x)
            if (picture.pixel(x, y) != picture.pixel(area.topLeft())) return true;
    return false;
}

bool isTold(const QQuickItem& item) {
    const QString text = item.property("text").toString();
    for (const QQuickItem* up = &item; up; up = up->parentItem()) {
        if (up->property("tip").toString().contains(text)) return true;
        if (up->inherits("QQuickAbstractButton") && up->property("tip").isValid()) return true;
    }
    return false;
}

bool isShown(const QQuickItem& item) {
    for (const QQuickItem* up = &item; up; up = up->parentItem())
        if (up->opacity() == 0) return false;
    return item.width() > 0 && item.height() > 0;
}

}  // namespace

/// Every screen with the longest content, from the smallest window to a large one.
class LayoutTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void everythingFits_data();
    void everythingFits();
    void everythingFitsAtFirst_data();
    void everythingFitsAtFirst();
    void everythingFitsAfterAResizeElsewhere_data();
    void everythingFitsAfterAResizeElsewhere();
    void theScreenIsUsed_data();
    void theScreenIsUsed();
    void whatIsCutOffHasATip();

private:
    static bool show(TestWindow& test, const QString& screen);
    static void turnTo(TestWindow& test, const QString& screen);
    static QStringList faults(TestWindow& test);
    static void keepPicture(TestWindow& test, const QString& screen, bool dark);

    TestHome m_home;
};

void LayoutTest::init() {
    QTest::failOnWarning(QRegularExpression(u".*"_s));
}

bool LayoutTest::show(TestWindow& test, const QString& screen) {
    if (screen == u"welcome"_s) return QTest::qWaitForWindowExposed(&test.window());
    test.onControl([](FakeGateway& fake) { fake.longNames = true; });
    test.gateway().startFile(QUrl::fromLocalFile(u"/home/me/sluice.toml"_s));
    for (int i = 0; i < 70; ++i)
        test.onControl([](FakeGateway& fake) { fake.tick(); });
    if (!QTest::qWaitFor([&] { return test.gateway().servers()->count() == 12; })) return false;
    if (!QTest::qWaitForWindowActive(&test.window())) return false;
    if (screen == u"balancer"_s) {
        if (!test.showBalancer()) return false;
        test.gateway().whatIf()->run();
        return QTest::qWaitFor([&] { return test.gateway().whatIf()->count() == 8; });
    }
    if (screen == u"resilience"_s) return test.showResilience();
    if (screen == u"cache"_s) {
        if (!test.showCache()) return false;
        test.gateway().cache()->explanation()->explain(u"/a"_s, {});
        return QTest::qWaitFor([&] { return test.gateway().cache()->explanation()->mayAsk(); });
    }
    if (screen == u"snapshots"_s) return test.showSnapshots();
    if (screen == u"load test"_s) QTest::keyClick(&test.window(), Qt::Key_5);
    if (screen == u"settings"_s) QTest::keyClick(&test.window(), Qt::Key_Comma);
    return true;
}

/// To one that has been shown.
void LayoutTest::turnTo(TestWindow& test, const QString& screen) {
    const QMap<QString, Qt::Key> keys{{u"overview"_s, Qt::Key_1},    {u"balancer"_s, Qt::Key_2},
                                      {u"resilience"_s, Qt::Key_2},  {u"cache"_s, Qt::Key_3},
                                      {u"snapshots"_s, Qt::Key_4},   {u"load test"_s, Qt::Key_5},
                                      {u"settings"_s, Qt::Key_Comma}};
    QTest::keyClick(&test.window(), keys.value(screen));
}

QStringList LayoutTest::faults(TestWindow& test) {
    QStringList faults;
    const QSizeF window = test.window().size();
    struct Piece {
        const QQuickItem* item;
        QRectF seen;
    };
    QList<Piece> pieces;
    for (const QQuickItem* item : test.find([](QQuickItem& i) {
             return (isText(i) || isNumber(i) || isInteractive(i)) && isShown(i);
         })) {
        const Sight sight = sightOf(*item, window);
        const bool wraps = item->property("wrapMode").toInt() != 0;
        if (isText(*item) && item->property("truncated").toBool() && !isTold(*item))
            faults.append(u"cut without a tip: "_s + describe(*item));
        if (isText(*item) && !wraps &&
            item->property("contentWidth").toDouble() > item->width() + 1)
            faults.append(u"wider than its box: "_s + describe(*item));
        if (isNumber(*item) && item->implicitWidth() > item->width() + 1)
            faults.append(u"wider than its column: "_s + describe(*item));
        const double room = item->width() - item->property("leftPadding").toDouble() -
                            item->property("rightPadding").toDouble();
        if (typeOf(*item) == u"ValueBox"_s &&
            item->property("contentWidth").toDouble() > room + 1 && !isTold(*item))
            faults.append(u"cut without a tip: "_s + describe(*item));
        const bool narrower = sight.seen.width() < sight.whole.width() - 1;
        const bool lower = sight.seen.height() < sight.whole.height() - 1;
        if (!sight.seen.isEmpty() || !sight.scrolled) {
            if (narrower || (lower && !sight.scrolled))
                faults.append(u"out of sight: "_s + describe(*item));
        }
        if (!sight.seen.isEmpty()) pieces.append({item, sight.seen.adjusted(1, 1, -1, -1)});
    }
    const QImage picture = test.window().grabWindow();
    for (const QQuickItem* icon :
         test.find([](QQuickItem& i) { return typeOf(i).endsWith(u"::Icon"_s) && isShown(i); })) {
        const Sight sight = sightOf(*icon, window);
        const QRectF ink = Icon::parse(icon->property("path").toString()).boundingRect();
        if (!icon->boundingRect().contains(ink)) faults.append(u"cut: "_s + describe(*icon));
        if (sight.seen == sight.whole && !hasInk(picture, *icon))
            faults.append(u"not drawn: "_s + describe(*icon));
    }
    for (qsizetype i = 0; i < pieces.size(); ++i) {
        for (qsizetype j = i + 1; j < pieces.size(); ++j) {
            const auto& [a, left] = pieces.at(i);
            const auto& [b, right] = pieces.at(j);
            if (!left.intersects(right) || a->isAncestorOf(b) || b->isAncestorOf(a)) continue;
            faults.append(u"overlap: %1 and %2"_s.arg(describe(*a), describe(*b)));
        }
    }
    return faults;
}

/// For a person to look at, if SLUICE_PICTURES names a folder.
void LayoutTest::keepPicture(TestWindow& test, const QString& screen, bool dark) {
    const QString folder = qEnvironmentVariable("SLUICE_PICTURES");
    const QImage picture = test.window().grabWindow();
    if (folder.isEmpty()) return;
    picture.save(u"%1/%2-%3-%4.png"_s.arg(folder, QString(screen).replace(u' ', u'-'))
                     .arg(test.window().width())
                     .arg(dark ? u"dark"_s : u"light"_s));
}

void LayoutTest::everythingFits_data() {
    QTest::addColumn<QString>("screen");
    for (const char* screen : {"welcome", "overview", "balancer", "resilience", "cache",
                               "snapshots", "load test", "settings"})
        QTest::newRow(screen) << QString::fromLatin1(screen);
}

void LayoutTest::everythingFits() {
    QFETCH(QString, screen);
    TestWindow test;
    QVERIFY(show(test, screen));
    QStringList all;
    for (const QSize size :
         {QSize(1024, 700), QSize(1120, 740), QSize(1239, 780), QSize(1240, 780), QSize(1280, 800),
          QSize(1320, 820), QSize(1360, 840), QSize(1398, 860), QSize(1440, 900), QSize(1600, 1000),
          QSize(1920, 1080), QSize(2560, 1440)}) {
        test.window().resize(size);
        QTRY_COMPARE(test.window().contentItem()->width(), double(size.width()));
        const bool pictured = size.width() == 1024 || size.width() == 1280 ||
                              size.width() == 1440 || size.width() == 2560;
        for (const bool dark : {true, false}) {
            if (!pictured && dark) continue;
            test.appearance().setScheme(dark ? Appearance::Dark : Appearance::Light);
            keepPicture(test, screen, dark);
        }
        for (const QString& fault : faults(test))
            all.append(u"%1×%2 %3"_s.arg(size.width()).arg(size.height()).arg(fault));
    }
    QVERIFY2(all.isEmpty(), qPrintable(u'\n' + all.mid(0, 60).join(u'\n')));
}

void LayoutTest::everythingFitsAtFirst_data() {
    QTest::addColumn<QString>("screen");
    QTest::addColumn<QSize>("size");
    for (const char* screen :
         {"overview", "balancer", "resilience", "cache", "snapshots", "load test", "settings"})
        for (const QSize size : {QSize(1024, 700), QSize(1280, 800), QSize(1440, 900)})
            QTest::addRow("%s at %d", screen, size.width()) << QString::fromLatin1(screen) << size;
}

/// Where no change of the window's size has put right what was wrong when the screen came up.
void LayoutTest::everythingFitsAtFirst() {
    QFETCH(QString, screen);
    QFETCH(QSize, size);
    TestWindow test;
    test.window().resize(size);
    QVERIFY(show(test, screen));
    QVERIFY(!test.window().grabWindow().isNull());
    QStringList all;
    // What is to be laid out again is, by the next picture but one.
    QTRY_VERIFY2((all = faults(test)).isEmpty(), qPrintable(u'\n' + all.join(u'\n')));
}

void LayoutTest::everythingFitsAfterAResizeElsewhere_data() {
    everythingFitsAtFirst_data();
}

/// From low to high and back, while another screen is in sight.
void LayoutTest::everythingFitsAfterAResizeElsewhere() {
    QFETCH(QString, screen);
    QFETCH(QSize, size);
    TestWindow test;
    test.window().resize(size.height() > 700 ? QSize(1024, 700) : QSize(1440, 900));
    QVERIFY(show(test, screen));
    turnTo(test, screen == u"overview"_s ? u"cache"_s : u"overview"_s);
    test.window().resize(size);
    QTRY_COMPARE(test.window().contentItem()->width(), double(size.width()));
    QVERIFY(!test.window().grabWindow().isNull());
    turnTo(test, screen);
    QStringList all;
    QTRY_VERIFY2((all = faults(test)).isEmpty(), qPrintable(u'\n' + all.join(u'\n')));
}

void LayoutTest::theScreenIsUsed_data() {
    everythingFits_data();
}

/// No card of the overview has more than a fifth of itself blank below its rows.
void LayoutTest::theScreenIsUsed() {
    QFETCH(QString, screen);
    if (screen != u"overview"_s) return;
    TestWindow test;
    QVERIFY(test.start());
    for (const QSize size : {QSize(1280, 800), QSize(1440, 900), QSize(2560, 1440)}) {
        test.window().resize(size);
        QTRY_COMPARE(test.window().contentItem()->width(), double(size.width()));
        QVERIFY(!test.window().grabWindow().isNull());
        const auto cards =
            test.find([](QQuickItem& item) { return typeOf(item) == u"ServersCard"_s; });
        QCOMPARE(cards.size(), 1);
        QVERIFY2(cards.first()->height() <= cards.first()->implicitHeight() + 1,
                 qPrintable(QString::number(cards.first()->height())));
        double charts = 0;
        for (const QQuickItem* plot :
             test.find([](QQuickItem& item) { return typeOf(item).endsWith(u"::Plot"_s); }))
            charts += plot->height();
        QVERIFY2(charts / 2 > size.height() * 0.2, qPrintable(QString::number(charts)));
    }
}

void LayoutTest::whatIsCutOffHasATip() {
    TestWindow test;
    QVERIFY(show(test, u"overview"_s));
    test.window().resize(1024, 700);
    QTRY_COMPARE(test.window().contentItem()->width(), 1024.0);
    QVERIFY(!test.window().grabWindow().isNull());
    const auto cut = test.find([](QQuickItem& item) {
        return isText(item) && item.property("truncated").toBool() &&
               item.property("text").toString() == u"customer-orders-eu-central-1"_s;
    });
    QVERIFY(!cut.isEmpty());
    const QPointF middle(cut.first()->width() / 2, cut.first()->height() / 2);
    const QPoint at = cut.first()->mapToScene(middle).toPoint();
    QTest::mouseMove(&test.window(), at - QPoint(2, 2));
    QTest::mouseMove(&test.window(), at);
    QTRY_VERIFY(!test.find([](QQuickItem& item) {
                         return item.property("text").toString().startsWith(
                             u"customer-orders-eu-central-1\n"_s);
                     })
                     .isEmpty());
}

QTEST_MAIN(LayoutTest)
#include "layout_test.moc"
