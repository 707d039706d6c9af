#include <QtTest>

#include "test_home.h"
#include "test_window.h"

using namespace Qt::StringLiterals;
using namespace sluice::desktop;

/// The Cache screen.
class CacheTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void tellsWhatIsStored();
    void searchesAndPurges();
    void asksBeforeItPurgesAll();
    void aTtlIsTypedAndTakenBack();
    void aRuleIsAddedAndRemoved();
    void explainsAUrl();
    void asksTheServer();
    void startsACache();
    void tellsOfRedis();
    void theChartFollowsTheTraffic();

private:
    static bool isTold(TestWindow& test, const QString& text);
    static QQuickItem* box(TestWindow& test, const QString& placeholder);
    static void press(TestWindow& test, const QString& button);

    TestHome m_home;
};

void CacheTest::init() {
    QTest::failOnWarning(QRegularExpression(u".*"_s));
}

bool CacheTest::isTold(TestWindow& test, const QString& text) {
    return !test.find([&](QQuickItem& item) {
                    return item.property("text").toString().contains(text);
                })
                .isEmpty();
}

QQuickItem* CacheTest::box(TestWindow& test, const QString& placeholder) {
    return test
        .find([&](QQuickItem& item) {
            return item.property("placeholderText").toString().startsWith(placeholder);
        })
        .value(0);
}

void CacheTest::press(TestWindow& test, const QString& button) {
    QMetaObject::invokeMethod(test.button(button), "clicked");
}

void CacheTest::tellsWhatIsStored() {
    TestWindow test;
    QVERIFY(test.start());
    QVERIFY(test.showCache());
    QVERIFY(isTold(test, u"21.0 MB of 67.1 MB"_s));
    QVERIFY(isTold(test, u"/api/v1/static/item-0"_s));
    QVERIFY(isTold(test, u"stale"_s));
    QVERIFY(isTold(test, u"image/png"_s));
    press(test, u"by route"_s);
    QTRY_VERIFY(!isTold(test, u"image/png"_s));
}

void CacheTest::searchesAndPurges() {
    TestWindow test;
    QVERIFY(test.start());
    QVERIFY(test.showCache());
    box(test, u"Search"_s)->setProperty("text", u"item-11"_s);
    QTRY_COMPARE(test.gateway().cache()->contents()->count(), 11);
    const auto purge = test.find([](QQuickItem& item) {
        return item.inherits("QQuickAbstractButton") && item.property("text") == u"Purge"_s;
    });
    QMetaObject::invokeMethod(purge.at(0), "clicked");
    QTRY_VERIFY(test.button(u"Purge it"_s));
    QVERIFY(test.commands().filter(u"purgeCache"_s).isEmpty());
    QTest::keyClick(&test.window(), Qt::Key_Return);
    QTRY_VERIFY(isTold(test, u"1 entry purged"_s));
    QVERIFY(
        test.commands().contains(u"purgeCache url:http://127.0.0.1:8080/api/v1/static/item-11"_s));
    box(test, u"Search"_s)->setProperty("text", u"nowhere"_s);
    QTRY_VERIFY(isTold(test, u"No stored URL has"_s));
}

void CacheTest::asksBeforeItPurgesAll() {
    TestWindow test;
    QVERIFY(test.start());
    QVERIFY(test.showCache());
    press(test, u"Purge…"_s);
    QTRY_VERIFY(test.button(u"All"_s));
    box(test, u"/orders/7"_s)->setProperty("text", u"no path"_s);
    const auto accept = [&] {
        return test.find([](QQuickItem& item) {
            return item.property("primary").toBool() && item.property("text") == u"Purge"_s;
        });
    };
    QTRY_COMPARE(accept().size(), 1);
    QVERIFY(!accept().at(0)->isEnabled());
    press(test, u"All"_s);
    QTRY_VERIFY(isTold(test, u"All of 120 entries go"_s));
    QVERIFY(test.commands().filter(u"purgeCache"_s).isEmpty());
    press(test, u"Purge everything"_s);
    QTRY_VERIFY(test.commands().contains(u"purgeCache all"_s));
    QTRY_VERIFY(isTold(test, u"120 entries purged"_s));
}

void CacheTest::aTtlIsTypedAndTakenBack() {
    TestWindow test;
    QVERIFY(test.start());
    QVERIFY(test.showCache());
    const auto rows = test.find([](QQuickItem& item) { return typeOf(item) == u"RuleRow"_s; });
    QCOMPARE(rows.size(), 3);
    QCOMPARE(rows.at(0)->property("prefix").toString(), u"/api/v1/config"_s);
    QQuickItem* ttl =
        test.find([](QQuickItem& item) { return item.inherits("QQuickTextField"); }, rows.at(0))
            .value(0);
    ttl->forceActiveFocus(Qt::TabFocusReason);
    for (const char key : {'4', '5', 'm'})
        QTest::keyClick(&test.window(), key);
    QTest::keyClick(&test.window(), Qt::Key_Return);
    QTRY_VERIFY(
        test.commands().contains(u"setCacheRules 0 /api/v1/static=3600 /api/v1/config=2700"_s));
    QTRY_COMPARE(rows.at(0)->property("ttl").toString(), u"45m"_s);
    QTRY_COMPARE(test.gateway().unsavedChanges(), 1);
    QCOMPARE(test.gateway().tuning()->undo()->count(), 1);
    QTest::keyClick(&test.window(), Qt::Key_Z, Qt::ControlModifier);
    QTRY_COMPARE(test.commands().last(),
                 u"setCacheRules 0 /api/v1/static=3600 /api/v1/config=1800"_s);
    QTRY_COMPARE(rows.at(0)->property("ttl").toString(), u"30m"_s);
}

void CacheTest::aRuleIsAddedAndRemoved() {
    TestWindow test;
    QVERIFY(test.start());
    QVERIFY(test.showCache());
    QVERIFY(!test.button(u"Add"_s)->isEnabled());
    box(test, u"New rule"_s)->setProperty("text", u"/api"_s);
    press(test, u"Add"_s);
    QTRY_COMPARE(test.gateway().cache()->rules()->count(), 4);
    QVERIFY(test.commands().filter(u"setCacheRules"_s).last().endsWith(u"/api=300"_s));
    test.gateway().cache()->rules()->remove(u"/api"_s);
    QTRY_COMPARE(test.gateway().cache()->rules()->count(), 3);
    press(test, u"Undo"_s);
    QTRY_COMPARE(test.gateway().cache()->rules()->count(), 4);
}

void CacheTest::explainsAUrl() {
    TestWindow test;
    QVERIFY(test.start());
    QVERIFY(test.showCache());
    QMetaObject::invokeMethod(test.button(u"Why?"_s), "clicked");
    QTRY_VERIFY(isTold(test, u"Not stored: the origin said private"_s));
    QTRY_VERIFY(isTold(test, u"RFC 9111 section 5.2.2.7"_s));
    QVERIFY(isTold(test, u"200 · Cache-Control: private"_s));
    QVERIFY(test.commands().contains(u"explain http://127.0.0.1:8080/api/v1/static/item-0"_s));
    box(test, u"URL or path"_s)->setProperty("text", u"no url"_s);
    press(test, u"Explain"_s);
    QTRY_VERIFY(isTold(test, u"expected http://host/path"_s));
    box(test, u"Request fields"_s)->setProperty("text", u"nonsense"_s);
    QVERIFY(!test.button(u"Explain"_s)->isEnabled());
}

void CacheTest::asksTheServer() {
    TestWindow test;
    QVERIFY(test.start());
    QVERIFY(test.showCache());
    QVERIFY(!test.button(u"Ask the server"_s)->isEnabled());
    box(test, u"URL or path"_s)->setProperty("text", u"/unknown"_s);
    press(test, u"Explain"_s);
    QTRY_VERIFY(isTold(test, u"no answer was seen lately"_s));
    QVERIFY(test.button(u"Ask the server"_s)->property("primary").toBool());
    press(test, u"Ask the server"_s);
    QTRY_VERIFY(isTold(test, u"Not stored: the origin said private"_s));
    QVERIFY(test.commands().contains(u"ask /unknown"_s));
}

void CacheTest::startsACache() {
    TestWindow test;
    test.onControl([](FakeGateway& fake) { fake.noCache = true; });
    QVERIFY(test.start());
    QVERIFY(QTest::qWaitForWindowActive(&test.window()));
    QTest::keyClick(&test.window(), Qt::Key_3);
    QTRY_VERIFY(test.button(u"Start the cache"_s));
    QVERIFY(!test.window().grabWindow().isNull());
    press(test, u"Start the cache"_s);
    QTRY_VERIFY(test.button(u"Explain"_s));
    QVERIFY(test.commands().contains(u"startCache"_s));
}

void CacheTest::tellsOfRedis() {
    TestWindow test;
    QVERIFY(test.start());
    QVERIFY(test.showCache());
    QVERIFY(isTold(test, u"Redis connected"_s));
    QVERIFY(isTold(test, u"p99 0.4 ms"_s));
    test.onControl([](FakeGateway& fake) {
        fake.snapshot().cache.redisState = "down";
        fake.snapshot().cache.redisNews = "Redis at 127.0.0.1:6379 is lost: too many time-outs";
        fake.tick();
    });
    QTRY_VERIFY(isTold(test, u"Redis: breaker open"_s));
    QVERIFY(isTold(test, u"too many time-outs"_s));
}

void CacheTest::theChartFollowsTheTraffic() {
    TestWindow test;
    QVERIFY(test.start());
    QVERIFY(test.showCache());
    test.onControl([](FakeGateway& fake) { fake.tick(); });
    QTRY_COMPARE(test.gateway().cache()->history()->memoryShare(), u"60 %"_s);
    QCOMPARE(test.gateway().cache()->history()->redisShare(), u"10 %"_s);
    QVERIFY(isTold(test, u"origin 30 %"_s));
    const QImage before = test.window().grabWindow();
    test.onControl([](FakeGateway& fake) {
        fake.snapshot().time_ms += 20'000;
        fake.tick();
    });
    QTRY_VERIFY(test.window().grabWindow() != before);
}

QTEST_MAIN(CacheTest)
#include "cache_test.moc"
