#include "cache/cache_status.h"

#include <QtTest>

#include "unit/cache/messages.h"

using namespace sluice::cache;

class CacheStatusTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellsHits();
    void tellsForwards();
    void tellsReasons();
    void quotesText_data();
    void quotesText();
    void appends();
};

void CacheStatusTest::tellsHits() {
    CacheStatus status;
    QCOMPARE(memberOf(status), std::string("Sluice; hit"));
    status.ttl = Seconds(-5);
    status.detail = "memory";
    QCOMPARE(memberOf(status), std::string("Sluice; hit; ttl=-5; detail=memory"));
    status.stored = true;
    status.collapsed = true;
    status.forwardStatus = 200;
    QCOMPARE(memberOf(status), std::string("Sluice; hit; ttl=-5; detail=memory"));
}

void CacheStatusTest::tellsForwards() {
    CacheStatus status;
    status.forward = ForwardReason::stale;
    QCOMPARE(memberOf(status), std::string("Sluice; fwd=stale"));
    status.forwardStatus = 304;
    status.ttl = Seconds(30);
    status.stored = true;
    status.collapsed = true;
    QCOMPARE(memberOf(status),
             std::string("Sluice; fwd=stale; fwd-status=304; ttl=30; stored; collapsed"));
}

void CacheStatusTest::tellsReasons() {
    std::string names;
    for (int i = 0; i <= static_cast<int>(ForwardReason::partial); ++i)
        names.append(nameOf(static_cast<ForwardReason>(i))).append(" ");
    QCOMPARE(names, std::string(" bypass method uri-miss vary-miss miss request stale partial "));
}

void CacheStatusTest::quotesText_data() {
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("key");
    QTest::addColumn<std::string>("detail");
    const auto row = [](const char* text, const char* key, const char* detail) {
        QTest::newRow(text) << std::string(text) << std::string(key) << std::string(detail);
    };
    row("redis", "\"redis\"", "redis");
    row("1a", "\"1a\"", "\"1a\"");
    row("http://a/b", "\"http://a/b\"", "\"http://a/b\"");
    row("a\"b\\c", "\"a\\\"b\\\\c\"", "\"a\\\"b\\\\c\"");
    row("a\xc3\xa9\r\nb", "\"ab\"", "\"ab\"");
}

void CacheStatusTest::quotesText() {
    QFETCH(std::string, text);
    QFETCH(std::string, key);
    QFETCH(std::string, detail);
    CacheStatus status;
    status.key = text;
    status.detail = text;
    QCOMPARE(memberOf(status), "Sluice; hit; key=" + key + "; detail=" + detail);
}

void CacheStatusTest::appends() {
    auto fields = fieldsOf("Cache-Status: Origin; hit|A: 1");
    addCacheStatus({}, fields);
    QCOMPARE(textOf(fields),
             std::string("Cache-Status: Origin; hit|A: 1|Cache-Status: Sluice; hit"));
}

QTEST_APPLESS_MAIN(CacheStatusTest)
#include "cache_status_test.moc"
