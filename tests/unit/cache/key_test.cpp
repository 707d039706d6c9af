#include "cache/key.h"

#include <QtTest>
#include <random>

#include "unit/cache/messages.h"

using namespace sluice::cache;

class KeyTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void normalizes_data();
    void normalizes();
    void keepsApart_data();
    void keepsApart();
    void readsUrls_data();
    void readsUrls();
    void normalizesOnlyOnce();
    void sharesHead();
    void tellsUpstreamsApart();
    void tellsWhatProxiesTold();
};

void KeyTest::normalizes_data() {
    QTest::addColumn<std::string>("authority");
    QTest::addColumn<std::string>("target");
    QTest::addColumn<std::string>("expected");
    const auto row = [](const char* authority, const char* target, const char* expected) {
        QTest::addRow("%s %s", authority, target)
            << std::string(authority) << std::string(target) << std::string(expected);
    };
    row("Example.TEST", "/a", "http://example.test/a");
    row("example.test:80", "/a", "http://example.test/a");
    row("example.test:8080", "/a", "http://example.test:8080/a");
    row("[::1]:80", "/", "http://[::1]/");
    row("", "/a", "http:///a");
    row("a", "/%7euser/%c3%a9", "http://a/~user/%C3%A9");
    row("a", "/%41?x=%62%2f", "http://a/A?x=b%2F");
    row("a", "/a/./b/../c", "http://a/a/c");
    row("a", "/a/%2e%2E/b", "http://a/b");
    row("a", "/a/..", "http://a/");
    row("a", "/a/b/.", "http://a/a/b/");
    row("a", "/a/../../b", "http://a/a/../../b");
    row("a", "/a?b/../c", "http://a/a?b/../c");
    row("a", "/a?", "http://a/a?");
    row("a", "/a%", "http://a/a%");
    row("a", "/a%2", "http://a/a%2");
    row("a", "/%zz%4", "http://a/%zz%4");
    row("a", "/.hidden/..a", "http://a/.hidden/..a");
}

void KeyTest::normalizes() {
    QFETCH(std::string, authority);
    QFETCH(std::string, target);
    auto request = requestOf({}, "GET", target);
    request.authority = authority;
    QTEST(keyFor(request), "expected");
}

/// What some server may answer differently.
void KeyTest::keepsApart_data() {
    QTest::addColumn<std::string>("one");
    QTest::addColumn<std::string>("other");
    const auto row = [](const char* one, const char* other) {
        QTest::addRow("%s %s", one, other) << std::string(one) << std::string(other);
    };
    row("/a", "/A");
    row("/a", "/a/");
    row("/a", "/a?");
    row("/a//b", "/a/b");
    row("/a%2Fb", "/a/b");
    row("/a?b&c", "/a?c&b");
    row("/a?b=+", "/a?b=%20");
    row("/a;b", "/a%3Bb");
    row("/a?x=%26", "/a?x=&");
}

void KeyTest::keepsApart() {
    QFETCH(std::string, one);
    QFETCH(std::string, other);
    QVERIFY(keyFor(requestOf({}, "GET", one)) != keyFor(requestOf({}, "GET", other)));
}

void KeyTest::readsUrls_data() {
    QTest::addColumn<std::string>("url");
    QTest::addColumn<std::string>("expected");
    const auto row = [](const char* url, const char* expected) {
        QTest::newRow(url) << std::string(url) << std::string(expected);
    };
    row("http://a/b?c", "http://a/b?c");
    row("HTTP://A:80/%7e#part", "http://a/~");
    row("http://a", "http://a/");
    row("http://a:", "http://a/");
    row("http://a?b", "http://a/?b");
    row("http://a#b", "http://a/");
    row("http://a/b c?d\te\n\x7f", "http://a/b%20c?d%09e%0A%7F");
    row("http://A.:080/x", "http://a/x");
    row("http://[0:0::0:1]:80/", "http://[::1]/");
    for (const char* none : {"", "a", "/a", "//a/b", "https://a/", "http:///a", "http://u@a/",
                             "http://a:x/", "http://a b/"})
        row(none, "");
}

void KeyTest::readsUrls() {
    QFETCH(std::string, url);
    QTEST(keyForUrl(url).value_or(""), "expected");
}

void KeyTest::normalizesOnlyOnce() {
    std::mt19937 random(5);
    const std::vector<std::string> pieces{"/", ".",   "..", "%2e", "%2F", "%66",
                                          "a", "%25", "%",  "2",   "?"};
    for (int i = 0; i < 20'000; ++i) {
        std::string url = "http://h/";
        for (size_t n = random() % 10; n > 0; --n)
            url += pieces[random() % pieces.size()];
        const auto once = keyForUrl(url);
        QVERIFY(once);
        QVERIFY2(keyForUrl(*once) == *once, url.c_str());
    }
}

void KeyTest::sharesHead() {
    QCOMPARE(keyFor(requestOf({}, "HEAD")), keyFor(requestOf({}, "GET")));
    const auto parts = partsOf("http://a:8080/b?c");
    QCOMPARE(std::string(parts.authority), std::string("a:8080"));
    QCOMPARE(std::string(parts.target), std::string("/b?c"));
}

void KeyTest::tellsUpstreamsApart() {
    const auto request = requestOf({}, "GET", "/b?c");
    const std::string url = keyFor(request);
    const std::string key = keyFor(request, "web");
    QVERIFY(key != url && key != keyFor(request, "other"));
    QCOMPARE(std::string(urlOf(key)), url);
    QCOMPARE(std::string(urlOf(url)), url);
    QCOMPARE(std::string(partsOf(key).target), std::string("/b?c"));
}

/// A server may answer by it; what is purged or written over by its URL goes in all forms.
void KeyTest::tellsWhatProxiesTold() {
    const std::string plain = keyFor(requestOf(), "web");
    QCOMPARE(keyFor(requestOf("X-Forwarded-For: 1.2.3.4|X-Forwarded-Proto: http"), "web"), plain);
    const auto byTls = requestOf("X-Forwarded-Proto: https");
    const std::string key = keyFor(byTls, "web");
    QCOMPARE(key, plain + " https://example.test");
    QVERIFY(keyFor(requestOf("X-Forwarded-Host: other.test"), "web") != plain);
    QVERIFY(keyFor(requestOf("X-Forwarded-Port: 81"), "web") != plain);
    QCOMPARE(keyFor(byTls), keyFor(requestOf()));
    QCOMPARE(std::string(urlOf(key)), keyFor(byTls));
    QCOMPARE(std::string(partsOf(key).target), std::string("/a"));
}

QTEST_APPLESS_MAIN(KeyTest)
#include "key_test.moc"
