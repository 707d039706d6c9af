#include "http/head_grammar.h"

#include <QtTest>

using namespace sluice::http;

/// Most of it is tested by the parsers' tests; here is what Beast lets pass, as the header says.
class HeadGrammarTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void takesRequestsApart();
    void takesResponsesApart();
    void notesControlFields();
    void letsPassWhatRulesLookAt();
};

void HeadGrammarTest::takesRequestsApart() {
    HeadGrammar<true> grammar;
    const std::string_view text = "GET /a HTTP/1.9\r\n";
    const auto line = grammar.startLine(text);
    QVERIFY(line);
    QVERIFY(line->method == "GET" && line->target == "/a");
    QCOMPARE(line->minorVersion, 1);
}

void HeadGrammarTest::takesResponsesApart() {
    HeadGrammar<false> grammar;
    const auto line = grammar.startLine("HTTP/1.0 404 Not Found\r\n");
    QVERIFY(line);
    QVERIFY(line->status == 404 && line->reason == "Not Found");
    QCOMPARE(line->minorVersion, 0);
}

void HeadGrammarTest::notesControlFields() {
    HeadGrammar<true> grammar;
    HeaderMap fields;
    QVERIFY(grammar.startLine("GET / HTTP/1.1\r\n"));
    const auto control = grammar.fields(
        "HOST: a\r\nX: y\r\nExpect: b\r\nexpect: c\r\nConnection: close\r\n\r\n", fields);
    QVERIFY(control);
    QCOMPARE(fields.size(), size_t(5));
    QVERIFY(control->host.count == 1 && control->host.value == "a");
    QVERIFY(control->expect.count == 2 && control->expect.value == "c");
    QVERIFY(control->connection.count == 1 && control->contentLength.count == 0);
}

void HeadGrammarTest::letsPassWhatRulesLookAt() {
    HeadGrammar<true> request;
    QVERIFY(request.startLine("GET /\xc3\xa4#x HTTP/1.1\r\n"));
    HeaderMap fields;
    const auto control =
        request.fields("Content-Length: 5, 5\r\nContent-Length: 5\r\n\r\n", fields);
    QVERIFY(control);
    QCOMPARE(control->contentLength.count, size_t(2));

    HeadGrammar<true> alone;
    QVERIFY(alone.fields("Transfer-Encoding: gzip\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
                         fields));
    HeadGrammar<false> response;
    const auto line = response.startLine("HTTP/1.1 000 \r\n");
    QVERIFY(line);
    QCOMPARE(line->status, 0);
}

QTEST_APPLESS_MAIN(HeadGrammarTest)
#include "head_grammar_test.moc"
