#include "http/parser.h"

#include <QtTest>
#include <random>

#include "unit/http/message_reader.h"
#include "unit/http/message_samples.h"

using namespace sluice::http;

/// RequestParser on what it accepts; the refusals and ResponseParser have tests of their own.
class ParserTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsRequests_data();
    void readsRequests();
    void understandsRequestHeads_data();
    void understandsRequestHeads();
    void readsRandomlySplitPipelines();
    void readsWhatWasSerialized();
    void knowsWhetherAMessageStarted();
};

void ParserTest::readsRequests_data() {
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<int>("messages");
    QTest::addColumn<std::string>("body");
    QTest::addColumn<std::string>("trailers");
    const std::string none = "0\r\n\r\n";

    QTest::newRow("no body") << get("Host: a\r\n") << 1 << std::string() << none;
    QTest::newRow("content-length 0")
        << post("Content-Length: 0\r\n") << 1 << std::string() << none;
    QTest::newRow("content-length")
        << post("Content-Length: 5\r\n", "he\r\no") << 1 << std::string("he\r\no") << none;
    QTest::newRow("leading zeros of content-length")
        << post("Content-Length: 005\r\n", "hello") << 1 << std::string("hello") << none;
    QTest::newRow("chunked") << chunked("5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n") << 1
                             << std::string("hello world") << none;
    QTest::newRow("chunked in other case")
        << post("Transfer-Encoding: ChunKed\r\n", "1\r\nx\r\n0\r\n\r\n") << 1 << std::string("x")
        << none;
    QTest::newRow("chunk sizes in hexadecimal")
        << chunked("A\r\n0123456789\r\nb\r\n0123456789a\r\n000\r\n\r\n") << 1
        << std::string("01234567890123456789a") << none;
    QTest::newRow("chunk extensions")
        << chunked("5;a=b\r\nhello\r\n1 ; q=\"x;y\"\r\n!\r\n0;last\r\n\r\n") << 1
        << std::string("hello!") << none;
    QTest::newRow("no chunk but the last") << chunked("0\r\n\r\n") << 1 << std::string() << none;
    QTest::newRow("trailers") << chunked("1\r\nx\r\n0\r\nX-Sum: 1\r\nX-Two:  b \r\n\r\n") << 1
                              << std::string("x")
                              << std::string("0\r\nX-Sum: 1\r\nX-Two: b\r\n\r\n");
    QTest::newRow("trailers that are dropped")
        << chunked("0\r\nAuthorization: x\r\nX-Sum: 1\r\nConnection: close\r\n\r\n") << 1
        << std::string() << std::string("0\r\nX-Sum: 1\r\n\r\n");
    QTest::newRow("pipelined") << get("Host: a\r\n") + post("Content-Length: 2\r\n", "hi") +
                                      chunked("1\r\nx\r\n0\r\n\r\n") + get("Host: b\r\n")
                               << 4 << std::string() << none;
    QTest::newRow("empty lines before and between")
        << "\r\n\r\n" + get("Host: a\r\n") + "\r\n" + get("Host: b\r\n") << 2 << std::string()
        << none;
    QTest::newRow("bytes above 0x7f in a value")
        << get("Host: a\r\nX: \xc3\xa4\xff\r\n") << 1 << std::string() << none;
    QTest::newRow("HTTP/1.0") << std::string("GET / HTTP/1.0\r\n\r\n") << 1 << std::string()
                              << none;
    QTest::newRow("any method token")
        << std::string("M-SEARCH!#$%&'*+.^_`|~ / HTTP/1.1\r\nHost: a\r\n\r\n") << 1 << std::string()
        << none;
}

void ParserTest::readsRequests() {
    QFETCH(std::string, bytes);
    QFETCH(int, messages);
    QFETCH(std::string, body);
    QFETCH(std::string, trailers);
    const auto make = [] { return requestReader(); };
    const Reading whole = readInPieces(make, bytes, {});
    QVERIFY2(whole.status == 0, whole.error.c_str());
    QCOMPARE(static_cast<int>(whole.messages.size()), messages);
    QCOMPARE(whole.messages.back().body, body);
    QCOMPARE(whole.messages.back().trailers, trailers);
    QCOMPARE(whole.consumed, bytes.size());
    QVERIFY(whole.sound);
    QCOMPARE(disagreement(make, bytes, whole), std::string());
}

void ParserTest::understandsRequestHeads_data() {
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<std::string>("target");
    QTest::addColumn<std::string>("authority");
    QTest::addColumn<std::string>("host");
    QTest::addColumn<int>("minorVersion");
    QTest::addColumn<bool>("keepAlive");
    QTest::addColumn<bool>("expectsContinue");

    const auto row = [](const char* name, const std::string& bytes, const std::string& target,
                        const std::string& authority, const std::string& host, int minorVersion,
                        bool keepAlive, bool expectsContinue = false) {
        QTest::newRow(name) << bytes << target << authority << host << minorVersion << keepAlive
                            << expectsContinue;
    };
    row("origin-form", "GET /a/b?c=d HTTP/1.1\r\nHost: \t a:80 \t\r\n\r\n", "/a/b?c=d", "a:80",
        "a:80", 1, true);
    row("escapes untouched", "GET /%00%zz%2f?%23 HTTP/1.1\r\nHost: a\r\n\r\n", "/%00%zz%2f?%23",
        "a", "a", 1, true);
    row("absolute-form wins over Host", "GET http://b:81/x?y HTTP/1.1\r\nHost: a\r\n\r\n", "/x?y",
        "b:81", "b:81", 1, true);
    row("absolute-form without path", "GET http://b HTTP/1.1\r\nHost: a\r\n\r\n", "/", "b", "b", 1,
        true);
    row("absolute-form with query alone", "GET HTTPS://b?q HTTP/1.1\r\nHost: a\r\n\r\n", "/?q", "b",
        "b", 1, true);
    row("absolute-form in HTTP/1.0", "GET http://b/ HTTP/1.0\r\n\r\n", "/", "b", "b", 0, false);
    row("asterisk-form", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", "*", "a", "a", 1, true);
    row("OPTIONS for a whole server", "OPTIONS http://b HTTP/1.1\r\nHost: a\r\n\r\n", "*", "b", "b",
        1, true);
    row("IPv6", "GET / HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n", "/", "[::1]:8080", "[::1]:8080", 1,
        true);
    row("HTTP/1.0 without Host", "GET / HTTP/1.0\r\n\r\n", "/", "", "", 0, false);
    row("HTTP/1.0 that stays", "GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", "/", "", "", 0,
        true);
    row("HTTP/1.0 that stays and goes", "GET / HTTP/1.0\r\nConnection: keep-alive, close\r\n\r\n",
        "/", "", "", 0, false);
    row("HTTP/1.0 with Proxy-Connection", "GET / HTTP/1.0\r\nProxy-Connection: keep-alive\r\n\r\n",
        "/", "", "", 0, false);
    row("HTTP/1.1 that goes", get("Host: a\r\nConnection: x, Close\r\n"), "/", "a", "a", 1, false);
    row("HTTP/1.1 that goes, in two lines",
        get("Host: a\r\nConnection: close\r\nConnection: x\r\n"), "/", "a", "a", 1, false);
    row("HTTP/1.1 with Proxy-Connection", get("Host: a\r\nProxy-Connection: close\r\n"), "/", "a",
        "a", 1, true);
    row("HTTP/1.5", "GET / HTTP/1.5\r\nHost: a\r\n\r\n", "/", "a", "a", 1, true);
    row("expectation", post("Content-Length: 1\r\nExpect: 100-Continue\r\n", "x"), "/", "a", "a", 1,
        true, true);
    row("expectation of HTTP/1.0", "GET / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n", "/", "", "", 0,
        false);
}

void ParserTest::understandsRequestHeads() {
    QFETCH(std::string, bytes);
    RequestParser parser{ParserLimits()};
    RequestHead head;
    parser.reset(head);
    const auto step = parser.advance(bytes);
    QVERIFY2(step, step ? "" : step.error().message.c_str());
    QCOMPARE(step->kind, ParseStep::Kind::head);
    QTEST(head.target, "target");
    QTEST(head.authority, "authority");
    QTEST(std::string(head.fields.find("host").value_or("")), "host");
    QTEST(head.minorVersion, "minorVersion");
    QTEST(head.keepAlive, "keepAlive");
    QTEST(head.expectsContinue, "expectsContinue");
}

void ParserTest::readsRandomlySplitPipelines() {
    const std::string bytes =
        get("Host: a\r\nX: y\r\n") + chunked("5;x\r\nhello\r\n1\r\n!\r\n0\r\nX: y\r\n\r\n") +
        post("Content-Length: 40\r\n", std::string(40, '\n')) + get("Host: b\r\n") + "GET / HTT";
    const auto make = [] { return requestReader(); };
    const Reading whole = readInPieces(make, bytes, {});
    QCOMPARE(whole.status, 0);
    QCOMPARE(whole.messages.size(), size_t(4));
    QVERIFY(whole.started);
    std::mt19937 random(20240607);
    for (int round = 0; round < 500; ++round) {
        std::vector<size_t> cuts;
        for (size_t at = 1 + random() % 30; at < bytes.size(); at += 1 + random() % 30)
            cuts.push_back(at);
        QVERIFY2(readInPieces(make, bytes, cuts) == whole, qPrintable(QString::number(round)));
    }
}

void ParserTest::readsWhatWasSerialized() {
    const auto make = [] { return requestReader(); };
    const std::string bytes =
        "POST http://b/x?y HTTP/1.1\r\nHost: a\r\nX:  1 \r\nx:\t\r\n"
        "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nT: u\r\n\r\n";
    const Reading first = readInPieces(make, bytes, {});
    QCOMPARE(first.messages.size(), size_t(1));
    std::string again = first.messages[0].head;
    appendChunk(again, first.messages[0].body);
    again += first.messages[0].trailers;
    const Reading second = readInPieces(make, again, {});
    QCOMPARE(second.status, 0);
    QVERIFY(second.messages == first.messages);
}

void ParserTest::knowsWhetherAMessageStarted() {
    RequestParser parser{ParserLimits()};
    RequestHead head;
    parser.reset(head);
    QVERIFY(!parser.started());
    const auto step = parser.advance("\r\n\r");
    QVERIFY(step);
    QCOMPARE(step->consumed, size_t(2));
    QVERIFY(!parser.started());
    QVERIFY(parser.advance("\r\nG"));
    QVERIFY(parser.started());
    parser.reset(head);
    QVERIFY(!parser.started());
}

QTEST_APPLESS_MAIN(ParserTest)
#include "parser_test.moc"
