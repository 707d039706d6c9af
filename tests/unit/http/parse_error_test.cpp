#include "http/parse_error.h"

#include <QtTest>

using namespace sluice::http;

class ParseErrorTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void quotesOnOneShortLine();
};

void ParseErrorTest::quotesOnOneShortLine() {
    QCOMPARE(quote("a b"), std::string("\"a b\""));
    QCOMPARE(quote("a\r\n\x7f\xff"), std::string("\"a????\""));
    QCOMPARE(quote(std::string(60, 'x')), std::string("\"" + std::string(60, 'x') + "\""));
    QCOMPARE(quote(std::string(61, 'x')), std::string("\"" + std::string(60, 'x') + "...\""));
}

QTEST_APPLESS_MAIN(ParseErrorTest)
#include "parse_error_test.moc"
