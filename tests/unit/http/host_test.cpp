#include "http/host.h"

#include <QtTest>
#include <string>

class HostTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void judges_data();
    void judges();
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

QTEST_APPLESS_MAIN(HostTest)
#include "host_test.moc"
