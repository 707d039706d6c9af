#include "http/head_scan.h"

#include <QtTest>
#include <string>

using namespace sluice::http;

class HeadScanTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void findsControls();
    void findsLines();
    void looksAtEachByteOnce();
    void tellsWhereABadByteIs();
};

void HeadScanTest::findsControls() {
    // At every place in what is read at a time, and for every character.
    for (size_t at = 0; at < 28; ++at) {
        for (int c = 0; c < 256; ++c) {
            std::string text(28, '\xff');
            text[at] = static_cast<char>(c);
            const size_t expected = c < 0x20 || c == 0x7f ? at : text.size();
            QCOMPARE(findControl(text, 0), expected);
            QCOMPARE(findControl(text, at + 1), text.size());
        }
    }
}

void HeadScanTest::findsLines() {
    HeadScan scan(100, 10);
    const std::string head = "first\r\nA: b\r\nC:\td\r\n\r\nbody\n";
    QCOMPARE(scan.startLine(head).value_or(999), size_t(7));
    QCOMPARE(scan.fields(head).value_or(999), size_t(21));
    scan.reset();
    QCOMPARE(scan.fields("\r\nbody").value_or(999), size_t(2));
}

void HeadScanTest::looksAtEachByteOnce() {
    HeadScan scan(100, 10);
    QCOMPARE(scan.startLine("first\r").value_or(999), size_t(0));
    // What was let pass before is not looked at again.
    QCOMPARE(scan.startLine(std::string("\0\0\0\0\0\r\n", 7)).value_or(999), size_t(7));
}

void HeadScanTest::tellsWhereABadByteIs() {
    HeadScan scan(100, 10);
    QVERIFY(scan.startLine("first\r\n"));
    const auto refused = scan.fields("first\r\nA: b\nC");
    QVERIFY(!refused);
    QCOMPARE(refused.error().status, 400);
    QVERIFY2(refused.error().message.find("at byte 11 ") != std::string::npos,
             refused.error().message.c_str());
}

QTEST_APPLESS_MAIN(HeadScanTest)
#include "head_scan_test.moc"
