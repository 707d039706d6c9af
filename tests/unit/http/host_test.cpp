#include "http/host.h"

#include <QtTest>
#include <string>

class HostTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void judges_data();
    void judges();
    void normalizes_data();
    void normalizes();
};

void HostTest::judges_data() {
    QTest::addColumn<std::string>("text");
    QTest::addColumn<bool>("valid");
    for (const char* text :
         {"a", "a.b-c_d~e", "A.example", "a.", "127.0.0.1", "127.0.0.1:80", "a:1", "a:65535",
          "a:080", "[::1]", "[::1]:8080", "[2001:DB8::1]", "[::ffff:1.2.3.4]"})
        QTest::newRow(text) << std::string(text) << true;
    for (const char* text : {"",
                             ":80",
                             "a:",
                             "a:0",
                             "a:65536",
                             "a:-1",
                             "a:+1",
                             "a:b",
                             "a:1:2",
                             "u@a",
                             "u:p@a",
                             "a/b",
                             "/a",
                             "a b",
                             " a",
                             "a,b",
                             "a?b",
                             "a#b",
                             "a\\b",
                             "%61",
                             "a;b",
                             "\xc3\xa4",
                             "::1",
                             "[::1",
                             "[::1]x",
                             "[::1]:",
                             "[::1]:x",
                             "[]",
                             "[a]",
                             "[v1.a]",
                             "[fe80::1%eth0]",
                             "[1.2.3.4]",
                             "[::1]8080",
                             "<script>",
                             "a\"b",
                             ".",
                             "..",
                             "a..",
                             ".a",
                             "a..b",
                             "[0000:0000:0000:0000:0000:0000:0000:0000:0]"})
        QTest::newRow(text) << std::string(text) << false;
    QTest::newRow("NUL") << std::string("a\0b", 3) << false;
    QTest::newRow("NUL in IPv6") << std::string("[::1\0]", 6) << false;
    QTest::newRow("longest") << std::string(255, 'a') << true;
    QTest::newRow("too long") << std::string(256, 'a') << false;
}

void HostTest::judges() {
    QFETCH(std::string, text);
    QTEST(sluice::http::isAuthority(text), "valid");
}

void HostTest::normalizes_data() {
    QTest::addColumn<std::string>("normal");
    const auto row = [](const char* text, const char* normal) {
        QTest::newRow(text) << std::string(normal);
    };
    row("", "");
    row("a.example", "a.example");
    row("A.Example:80", "A.Example:80");
    row("a.example.", "a.example");
    row("a.example.:8080", "a.example:8080");
    row("a:080", "a:80");
    row("a.:0008080", "a:8080");
    row("127.0.0.1:1", "127.0.0.1:1");
    row("[::1]", "[::1]");
    row("[0:0:0:0:0:0:0:1]:8080", "[::1]:8080");
    row("[2001:DB8:0:0::1]", "[2001:db8::1]");
    row("[::ffff:7f00:1]:09", "[::ffff:127.0.0.1]:9");
}

void HostTest::normalizes() {
    std::string authority = QTest::currentDataTag();
    sluice::http::normalizeAuthority(authority);
    QTEST(authority, "normal");
    const std::string once = authority;
    sluice::http::normalizeAuthority(authority);
    QCOMPARE(authority, once);
}

QTEST_APPLESS_MAIN(HostTest)
#include "host_test.moc"
