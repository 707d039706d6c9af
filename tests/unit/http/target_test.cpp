#include "http/target.h"

#include <QtTest>
#include <string>

using namespace sluice::http;

class TargetTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void takesApart_data();
    void takesApart();
    void refuses_data();
    void refuses();
    void encodes_data();
    void encodes();
};

void TargetTest::takesApart_data() {
    QTest::addColumn<std::string>("target");
    QTest::addColumn<std::string>("authority");
    QTest::addColumn<std::string>("path");
    QTest::addColumn<std::string>("query");
    const auto row = [](const char* target, const char* authority, const char* path,
                        const char* query) {
        QTest::newRow(target) << std::string(target) << std::string(authority) << std::string(path)
                              << std::string(query);
    };
    row("/", "", "/", "");
    row("/a?b?c", "", "/a", "?b?c");
    row("//a/b", "", "//a/b", "");
    row("/http://a/", "", "/http://a/", "");
    row("/a:b@c|{}\"\\^`<>", "", "/a:b@c|{}\"\\^`<>", "");
    row("http://a", "a", "", "");
    row("HTTP://a:80/b?c", "a:80", "/b", "?c");
    row("https://[::1]:1?c", "[::1]:1", "", "?c");
    row("http://a?/b", "a", "", "?/b");
    row("*", "", "*", "");
}

void TargetTest::takesApart() {
    QFETCH(std::string, target);
    const auto parsed = parseTarget("OPTIONS", target);
    QVERIFY2(parsed, parsed ? "" : parsed.error().message.c_str());
    QTEST(std::string(parsed->authority), "authority");
    QTEST(std::string(parsed->path), "path");
    QTEST(std::string(parsed->query), "query");
}

void TargetTest::refuses_data() {
    QTest::addColumn<std::string>("method");
    QTest::addColumn<std::string>("target");
    QTest::addColumn<int>("status");
    const auto row = [](const char* method, const std::string& target, int status) {
        QTest::addRow("%s %s", method, target.c_str()) << std::string(method) << target << status;
    };
    row("CONNECT", "a:443", 501);
    row("CONNECT", "/", 501);
    row("GET", "*", 400);
    row("options", "*", 400);
    row("GET", "*/", 400);
    row("GET", "a:443", 400);
    row("GET", "a", 400);
    row("GET", "?a", 400);
    row("GET", "http:/a", 400);
    row("GET", "http:", 400);
    row("GET", "http://", 400);
    row("GET", "http:///a", 400);
    row("GET", "http://?a", 400);
    row("GET", "http://a:b/", 400);
    row("GET", "http://u@a/", 400);
    row("GET", "http://u:p@a/", 400);
    row("GET", "http://a\\b/", 400);
    row("GET", "httpx://a/", 400);
    row("GET", "ws://a/", 400);
    row("GET", "file:///etc/passwd", 400);
    row("GET", "/a#b", 400);
    row("GET", "/\xc3\xa4", 400);
    row("GET", "/a b", 400);
    row("GET", "/a\tb", 400);
    row("GET", "/a\x7f", 400);
    row("GET", std::string("/a\0b", 4), 400);
    row("GET", "", 400);
}

void TargetTest::refuses() {
    QFETCH(std::string, method);
    QFETCH(std::string, target);
    const auto parsed = parseTarget(method, target);
    QVERIFY(!parsed);
    QTEST(parsed.error().status, "status");
}

void TargetTest::encodes_data() {
    QTest::addColumn<std::string>("target");
    QTest::addColumn<std::string>("encoded");
    const auto row = [](const char* name, const std::string& target, const std::string& encoded) {
        QTest::newRow(name) << target << encoded;
    };
    row("UTF-8", "/\xc3\xa9", "/%C3%A9");
    row("Latin-1", "/\xe9", "/%E9");
    row("query", "/a?b=\xe9&c=/?", "/a?b=%E9&c=/?");
    row("escapes stay", "/%20\xe9%zz%", "/%20%E9%zz%");
    row("what browsers send, too", "/\xe9|{}\"\\^`<>", "/%E9%7C%7B%7D%22%5C%5E%60%3C%3E");
    row("path of a URL", "http://a/\xe9", "/%E9");
    row("all is good", "/a", "");
    row("another host", "//a/\xe9", "");
    row("another host for browsers", "/\\a/\xe9", "");
    row("another host in a URL", "http://a//b/\xe9", "");
    row("URL without path", "http://a\xe9", "");
    row("query without path", "http://a?\xe9", "");
    row("fragment", "/\xe9#", "");
    row("control", "/\xe9\r\n", "");
    row("space", "/\xe9 ", "");
    row("neither path nor URL", "\xe9", "");
}

void TargetTest::encodes() {
    QFETCH(std::string, target);
    QTEST(encodedTarget(target), "encoded");
}

QTEST_APPLESS_MAIN(TargetTest)
#include "target_test.moc"
