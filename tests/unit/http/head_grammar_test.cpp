#include "http/head_grammar.h"

#include <QtTest>

using namespace sluice::http;

/// Most of it is tested by the parsers' tests; here is what the header says of what is let pass.
class HeadGrammarTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void takesRequestsApart();
    void takesResponsesApart();
    void notesControlFields();
    void trimsValues();
    void letsPassWhatRulesLookAt();
};

void HeadGrammarTest::takesRequestsApart() {
    const auto line = parseRequestLine("GET /a HTTP/1.9\r\n");
    QVERIFY(line);
    QVERIFY(line->method == "GET" && line->target == "/a");
    QCOMPARE(line->minorVersion, 1);
}

void HeadGrammarTest::takesResponsesApart() {
    const auto line = parseStatusLine("HTTP/1.0 404 Not Found\r\n");
    QVERIFY(line);
    QVERIFY(line->status == 404 && line->reason == "Not Found");
    QCOMPARE(line->minorVersion, 0);
}

void HeadGrammarTest::notesControlFields() {
    HeaderMap fields;
    const auto control = parseFields(
        "HOST: a\r\nX: y\r\nExpect: b\r\nexpect: c\r\nConnection: close\r\n\r\n", fields);
    QVERIFY(control);
    QCOMPARE(fields.size(), size_t(5));
    QVERIFY(control->host.count == 1 && control->host.value == "a");
    QVERIFY(control->expect.count == 2 && control->expect.value == "c");
    QVERIFY(control->connection.count == 1 && control->contentLength.count == 0);
}

void HeadGrammarTest::trimsValues() {
    HeaderMap fields;
    QVERIFY(parseFields("A: \t b\tc \t\r\nB:\r\nC: \t\r\nD:e\r\n\r\n", fields));
    QCOMPARE(fields.size(), size_t(4));
    QVERIFY(fields.at(0).value == "b\tc" && fields.at(1).value.empty());
    QVERIFY(fields.at(2).value.empty() && fields.at(3).value == "e");
}

void HeadGrammarTest::letsPassWhatRulesLookAt() {
    QVERIFY(parseRequestLine("GET /\xc3\xa4#x HTTP/1.1\r\n"));
    HeaderMap fields;
    const auto control = parseFields("Content-Length: 5, x\r\nContent-Length: 5\r\n\r\n", fields);
    QVERIFY(control);
    QCOMPARE(control->contentLength.count, size_t(2));

    QVERIFY(
        parseFields("Transfer-Encoding: gzip\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", fields));
    const auto line = parseStatusLine("HTTP/1.1 000 \r\n");
    QVERIFY(line);
    QCOMPARE(line->status, 0);
}

QTEST_APPLESS_MAIN(HeadGrammarTest)
#include "head_grammar_test.moc"
