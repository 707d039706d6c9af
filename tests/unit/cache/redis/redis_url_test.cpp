#include "cache/redis/redis_url.h"

#include <QTest>

using namespace sluice::cache::redis;

class RedisUrlTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void reads_data();
    void reads();
    void readsUsersAndPasswords_data();
    void readsUsersAndPasswords();
    void refuses_data();
    void refuses();
    void errorsKeepPasswords_data();
    void errorsKeepPasswords();
};

void RedisUrlTest::reads_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("shown");
    using B = QByteArray;
    const auto row = [](const char* text, const char* shown) {
        QTest::newRow(text) << B(text) << B(shown);
    };
    row("redis://127.0.0.1", "redis://127.0.0.1:6379");
    row("redis://127.0.0.1/", "redis://127.0.0.1:6379");
    row("redis://localhost:7000/0", "redis://localhost:7000");
    row("redis://Cache.internal:7000/15", "redis://cache.internal:7000/15");
    row("redis://[::1]", "redis://[::1]:6379");
    row("redis://[::1]:7000", "redis://[::1]:7000");
    row("redis://user:secret@host:1/2", "redis://host:1/2");
    row("unix:///run/redis.sock", "unix:///run/redis.sock");
    row("unix:///run/a%20b.sock", "unix:///run/a b.sock");
    row("unix:///run/redis.sock?db=3&user=u&password=p", "unix:///run/redis.sock?db=3");
    row("redis-sentinel://a/main", "redis-sentinel://a:26379/main");
    row("redis-sentinel://u:p@a:1,[::2],c:3/main/4", "redis-sentinel://a:1,[::2]:26379,c:3/main/4");
}

void RedisUrlTest::reads() {
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, shown);
    const auto url = parseRedisUrl(text.toStdString());
    QVERIFY2(url, url ? "" : url.error().message.c_str());
    QCOMPARE(QByteArray::fromStdString(url->toString()), shown);
    QCOMPARE(url->usesSentinel(), text.startsWith("redis-sentinel"));
}

void RedisUrlTest::readsUsersAndPasswords_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("user");
    QTest::addColumn<QByteArray>("password");
    using B = QByteArray;
    const auto row = [](const char* text, const char* user, const char* password) {
        QTest::newRow(text) << B(text) << B(user) << B(password);
    };
    row("redis://h", "", "");
    row("redis://secret@h", "", "secret");
    row("redis://:secret@h", "", "secret");
    row("redis://user:secret@h", "user", "secret");
    row("redis://user:se:cr@et@h", "user", "se:cr@et");
    row("redis://u%3Ax:%2F%3f%40%25@h", "u:x", "/?@%");
    row("unix:///s?user=u&password=%26%3D", "u", "&=");
    row("unix:///s?password=p", "", "p");
    row("redis-sentinel://secret@a,b/m", "", "secret");
}

void RedisUrlTest::readsUsersAndPasswords() {
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, user);
    QFETCH(QByteArray, password);
    const auto url = parseRedisUrl(text.toStdString());
    QVERIFY2(url, url ? "" : url.error().message.c_str());
    QCOMPARE(QByteArray::fromStdString(url->user), user);
    QCOMPARE(QByteArray::fromStdString(url->password), password);
}

void RedisUrlTest::refuses_data() {
    QTest::addColumn<QByteArray>("text");
    const QList<QByteArray> texts{"",
                                  "redis",
                                  "redis:",
                                  "redis://",
                                  "redis:///1",
                                  "http://127.0.0.1",
                                  "REDIS://127.0.0.1",
                                  "rediss://127.0.0.1",
                                  "redis://a b",
                                  "redis://a:0",
                                  "redis://a:65536",
                                  "redis://a:x",
                                  "redis://a:",
                                  "redis://::1",
                                  "redis://a,b",
                                  "redis://a/x",
                                  "redis://a/-1",
                                  "redis://a/65536",
                                  "redis://a/1/2",
                                  "redis://@a",
                                  "redis://user:@a",
                                  "redis://u%2:p@a",
                                  "redis://u:%zz@a",
                                  "unix://",
                                  "unix://relative",
                                  "unix:///s?db=",
                                  "unix:///s?other=1",
                                  "unix:///s?user=u",
                                  "unix:///a%00b",
                                  "unix:///" + QByteArray(107, 'x'),
                                  "redis-sentinel://a",
                                  "redis-sentinel://a/",
                                  "redis-sentinel:///m",
                                  "redis-sentinel://a/m/x",
                                  "redis-sentinel://a,,b/m",
                                  "redis-sentinel://" + QByteArray("a,").repeated(16) + "a/m",
                                  QByteArray("redis://a\0b", 11),
                                  "redis://a\n"};
    for (const QByteArray& text : texts)
        QTest::newRow(text.left(40).toPercentEncoding()) << text;
}

void RedisUrlTest::refuses() {
    QFETCH(QByteArray, text);
    const auto url = parseRedisUrl(text.toStdString());
    QVERIFY(!url);
    QVERIFY(!url.error().message.empty());
}

void RedisUrlTest::errorsKeepPasswords_data() {
    QTest::addColumn<QByteArray>("text");
    for (const char* text :
         {"redis://user:sesame/word@host", "redis://user:sesame@host:99999", "redis://sesame@",
          "redis://user:sesame%@host", "unix://sesame", "rediss://user:sesame@host",
          "redis-sentinel://user:sesame@host", "redis:/user:sesame@host",
          "unix:///s?password=sesame&x=1", "redis://user:sesame?x@host/y", "redis://u:sesame@h/a"})
        QTest::newRow(text) << QByteArray(text);
}

void RedisUrlTest::errorsKeepPasswords() {
    QFETCH(QByteArray, text);
    const auto url = parseRedisUrl(text.toStdString());
    QVERIFY(!url);
    QVERIFY2(url.error().message.find("sesame") == std::string::npos, url.error().message.c_str());
}

QTEST_APPLESS_MAIN(RedisUrlTest)
#include "redis_url_test.moc"
