#include "http/foreign_protocol.h"

#include <QtTest>

using namespace sluice::http;
using namespace std::string_literals;

Q_DECLARE_METATYPE(sluice::http::Opening)

class ForeignProtocolTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void knowsOpenings_data();
    void knowsOpenings();
    void describes_data();
    void describes();
};

void ForeignProtocolTest::knowsOpenings_data() {
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<Opening>("opening");
    QTest::newRow("HTTP") << "HTTP/1.1 200"s << Opening::http;
    QTest::newRow("any version") << "HTTP/"s << Opening::http;
    QTest::newRow("nothing") << ""s << Opening::unclear;
    QTest::newRow("part of HTTP") << "HTT"s << Opening::unclear;
    QTest::newRow("part of a frame") << "\0\0\x12"s << Opening::unclear;
    QTest::newRow("NUL") << "\0"s << Opening::unclear;
    QTest::newRow("frame") << "\0\0\x12\x04"s << Opening::foreign;
    QTest::newRow("no frame") << "\0HTTP"s << Opening::foreign;
    QTest::newRow("lower case") << "http/1.1"s << Opening::foreign;
    QTest::newRow("TLS") << "\x15"s << Opening::foreign;
}

void ForeignProtocolTest::knowsOpenings() {
    QFETCH(std::string, bytes);
    QTEST(openingOf(bytes), "opening");
}

void ForeignProtocolTest::describes_data() {
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<std::string>("part");
    QTest::newRow("SETTINGS") << "\0\0\x12\x04"s
                              << "HTTP/2 alone"s;
    QTest::newRow("GOAWAY") << "\0\0\x08\x07"s
                            << "HTTP/2 alone"s;
    QTest::newRow("no first frame") << "\0\0\x08\x01"s
                                    << "begins with \"????\""s;
    QTest::newRow("alert") << "\x15\x03"s
                           << "TLS"s;
    QTest::newRow("handshake") << "\x16\x03"s
                               << "TLS"s;
    QTest::newRow("first line") << "220 mail\r\n250 ok"s
                                << "begins with \"220 mail\""s;
}

void ForeignProtocolTest::describes() {
    QFETCH(std::string, bytes);
    QFETCH(std::string, part);
    const std::string text = describeForeign(bytes);
    QVERIFY2(text.find(part) != std::string::npos, text.c_str());
}

QTEST_APPLESS_MAIN(ForeignProtocolTest)
#include "foreign_protocol_test.moc"
