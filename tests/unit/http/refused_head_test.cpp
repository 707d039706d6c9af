#include "http/refused_head.h"

#include <QtTest>

using namespace sluice::http;
using namespace std::string_literals;

class RefusedHeadTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellsTheMethod_data();
    void tellsTheMethod();
    void keepsAKnownMethod();
    void tellsFields();
    void tellsACutField();
};

namespace {

RequestHead read(const std::string& bytes) {
    RequestHead head;
    readRefusedHead(bytes, head);
    return head;
}

}  // namespace

void RefusedHeadTest::tellsTheMethod_data() {
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<std::string>("method");
    QTest::newRow("bad version") << "HEAD / HTTP/3\r\n"s
                                 << "HEAD"s;
    QTest::newRow("behind empty lines") << "\r\n\r\nHEAD / x\r\n"s
                                        << "HEAD"s;
    QTest::newRow("cut") << "HEAD /"s
                         << "HEAD"s;
    QTest::newRow("no token") << "[] / HTTP/1.1\r\n"s
                              << ""s;
    QTest::newRow("no space") << "HEAD"s
                              << ""s;
    QTest::newRow("nothing") << ""s
                             << ""s;
}

void RefusedHeadTest::tellsTheMethod() {
    QFETCH(std::string, bytes);
    QTEST(read(bytes).method, "method");
}

void RefusedHeadTest::keepsAKnownMethod() {
    RequestHead head;
    head.method = "PUT";
    readRefusedHead("HEAD / x\r\n", head);
    QCOMPARE(head.method, "PUT"s);
}

/// Whatever stands between them, up to the end of the head.
void RefusedHeadTest::tellsFields() {
    const RequestHead head = read(
        "x\r\nAccept:  text/html \r\nbad line\n: x\r\nBad\x01: y\r\nC: a\x01z\r\nD: e\n"
        "\r\nBody: f\r\n");
    QCOMPARE(head.fields.find("Accept").value_or("none"), std::string_view("text/html"));
    QCOMPARE(head.fields.find("D").value_or("none"), std::string_view("e"));
    QVERIFY(!head.fields.contains("C"));
    QVERIFY(!head.fields.contains("Body"));
}

void RefusedHeadTest::tellsACutField() {
    const RequestHead head = read("GET / HTTP/1.1\r\nCookie: a=bcd");
    QCOMPARE(head.fields.find("Cookie").value_or("none"), std::string_view("a=bcd"));
}

QTEST_APPLESS_MAIN(RefusedHeadTest)
#include "refused_head_test.moc"
