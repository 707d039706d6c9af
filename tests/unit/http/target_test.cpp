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

QTEST_APPLESS_MAIN(TargetTest)
#include "target_test.moc"
