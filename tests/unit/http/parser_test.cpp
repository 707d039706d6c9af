#include "http/parser.h"

#include <QtTest>
#include <random>

#include "unit/http/message_reader.h"

using namespace sluice::http;
using namespace std::string_literals;

namespace {

const ParserLimits kTight{.headBytes = 256,
                          .targetBytes = 64,
                          .fields = 4,
                          .trailerBytes = 64,
                          .chunkLineBytes = 20,
                          .bodyBytes = 20};

std::string get(const std::string& fields) {
    return "GET / HTTP/1.1\r\n" + fields + "\r\n";
}

std::string post(const std::string& fields, const std::string& body = {}) {
    return "POST / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n" + body;
}

std::string chunked(const std::string& body) {
    return post("Transfer-Encoding: chunked\r\n", body);
}

std::string response(const std::string& fields, const std::string& body = {}) {
    return "HTTP/1.1 200 OK\r\n" + fields + "\r\n" + body;
}

void addRefusal(const char* name, int status, const std::string& bytes, const char* says) {
    QTest::newRow(name) << bytes << status << std::string(says);
}

void refusalColumns() {
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<int>("status");
    QTest::addColumn<std::string>("says");
}

}  // namespace

class ParserTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsRequests_data();
    void readsRequests();
    void understandsRequestHeads_data();
    void understandsRequestHeads();
    void refusesRequests_data();
    void refusesRequests();
    void refusesEarly_data();
    void refusesEarly();
    void keepsLimits_data();
    void keepsLimits();
    void acceptsUpToLimits();
    void readsResponses_data();
    void readsResponses();
    void refusesResponses_data();
    void refusesResponses();
    void finishesResponses_data();
    void finishesResponses();
    void readsInterimResponses();
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

void ParserTest::refusesRequests_data() {
    refusalColumns();
    const auto line = [](const std::string& text) { return text + "\r\nHost: a\r\n\r\n"; };

    addRefusal("lower-case version", 400, line("GET / http/1.1"), "request line");
    addRefusal("HTTP/2.0", 505, line("GET / HTTP/2.0"), "HTTP/2.0");
    addRefusal("HTTP/0.9", 505, line("GET / HTTP/0.9"), "HTTP/0.9");
    addRefusal("preface of HTTP/2", 505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "HTTP/2.0");
    addRefusal("two-digit minor version", 400, line("GET / HTTP/1.10"), "request line");
    addRefusal("two-digit major version", 400, line("GET / HTTP/11.1"), "request line");
    addRefusal("no version", 400, line("GET /"), "request line");
    addRefusal("part of a version", 400, line("GET / HTTP"), "request line");
    addRefusal("two spaces before the target", 400, line("GET  / HTTP/1.1"), "request line");
    addRefusal("two spaces behind the target", 400, line("GET /  HTTP/1.1"), "request line");
    addRefusal("space behind the version", 400, line("GET / HTTP/1.1 "), "request line");
    addRefusal("tab in the request line", 400, line("GET\t/ HTTP/1.1"), "method");
    addRefusal("space before the method", 400, line(" GET / HTTP/1.1"), "method");
    addRefusal("bad method", 400, line("G@T / HTTP/1.1"), "method");
    addRefusal("no method", 400, line("/ HTTP/1.1"), "method");
    addRefusal("three empty lines", 400, "\r\n\r\n\r\n" + get("Host: a\r\n"), "method");
    addRefusal("space in the target", 400, line("GET /a b HTTP/1.1"), "request line");
    addRefusal("tab in the target", 400, line("GET /a\tb HTTP/1.1"), "request line");
    addRefusal("bytes above 0x7f in the target", 400, line("GET /\xc3\xa4 HTTP/1.1"), "target");
    addRefusal("fragment", 400, line("GET /a#b HTTP/1.1"), "target");
    addRefusal("no slash", 400, line("GET a HTTP/1.1"), "neither");
    addRefusal("other scheme", 400, line("GET ftp://a/ HTTP/1.1"), "neither");
    addRefusal("userinfo in the target", 400, line("GET http://u@a/ HTTP/1.1"), "host and port");
    addRefusal("no authority in the target", 400, line("GET http:///x HTTP/1.1"), "host and port");
    addRefusal("CONNECT", 501, line("CONNECT a:443 HTTP/1.1"), "CONNECT");
    addRefusal("authority-form", 400, line("GET a:443 HTTP/1.1"), "neither");
    addRefusal("asterisk-form", 400, line("GET * HTTP/1.1"), "OPTIONS");
    addRefusal("TLS", 400, "\x16\x03\x01\x02\x00\x01\x00"s, "TLS");

    addRefusal("no Host", 400, get("X: y\r\n"), "Host");
    addRefusal("no Host with absolute-form", 400, "GET http://a/ HTTP/1.1\r\n\r\n", "Host");
    addRefusal("Host twice", 400, get("Host: a\r\nhost: a\r\n"), "twice");
    addRefusal("Host twice in HTTP/1.0", 400, "GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n",
               "twice");
    addRefusal("empty Host", 400, get("Host:\r\n"), "Host");
    addRefusal("Host with userinfo", 400, get("Host: u@a\r\n"), "Host");
    addRefusal("Host with path", 400, get("Host: a/b\r\n"), "Host");
    addRefusal("bad Host with absolute-form", 400, "GET http://a/ HTTP/1.1\r\nHost: a/b\r\n\r\n",
               "Host");

    addRefusal("white space before the colon", 400, get("Host : a\r\n"), "before its colon");
    addRefusal("tab before the colon", 400, get("Host\t: a\r\n"), "before its colon");
    addRefusal("no colon", 400, get("Host: a\r\nX\r\n"), "no colon");
    addRefusal("no name", 400, get("Host: a\r\n: x\r\n"), "no name");
    addRefusal("bad name", 400, get("Host: a\r\nX(): x\r\n"), "name");
    addRefusal("bytes above 0x7f in a name", 400, get("Host: a\r\n\xc3\xa4: x\r\n"), "name");
    addRefusal("folded line", 400, get("Host: a\r\nX: a\r\n b\r\n"), "folded");
    addRefusal("folded line with tab", 400, get("Host: a\r\nX: a\r\n\tb\r\n"), "folded");
    addRefusal("white space before the first field", 400, get(" Host: a\r\n"), "folded");
    addRefusal("line of white space", 400, get("Host: a\r\n \r\n"), "folded");
    addRefusal("malformed Connection", 400, get("Host: a\r\nConnection: a b\r\n"), "Connection");

    addRefusal("LF in the request line", 400, "GET / HTTP/1.1\nHost: a\r\n\r\n", "LF without CR");
    addRefusal("LF behind a field", 400, get("Host: a\n"), "LF without CR");
    addRefusal("LF as the empty line", 400, "GET / HTTP/1.1\r\nHost: a\r\n\n", "LF without CR");
    addRefusal("CR in a value", 400, get("Host: a\r\nX: a\rb\r\n"), "CR without LF");
    addRefusal("CR CR LF", 400, get("Host: a\r\r\n"), "CR without LF");
    addRefusal("NUL in a value", 400, get("Host: a\r\nX: \0\r\n"s), "NUL");
    addRefusal("NUL in the target", 400, "GET /\0 HTTP/1.1\r\n\r\n"s, "NUL");
    addRefusal("control in a value", 400, get("Host: a\r\nX: \x01\r\n"), "control");
    addRefusal("DEL in a value", 400, get("Host: a\r\nX: \x7f\r\n"), "control");

    addRefusal("Content-Length twice", 400, post("Content-Length: 5\r\nContent-Length: 5\r\n"),
               "twice");
    addRefusal("different Content-Lengths", 400, post("Content-Length: 5\r\nContent-Length: 6\r\n"),
               "Content-Length");
    for (const char* value : {"5, 5", "5,", "+5", "-5", "5 5", "0x5", "", "five", "5.0", "5;",
                              "18446744073709551616", "99999999999999999999999"}) {
        addRefusal((std::string("Content-Length ") + value).c_str(), 400,
                   post(std::string("Content-Length: ") + value + "\r\n"), "Content-Length");
    }
    addRefusal("length, then coding", 400,
               post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"), "Content-Length");
    addRefusal("coding, then length", 400,
               post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"), "Transfer-Encoding");
    addRefusal("length and other coding", 400,
               post("Content-Length: 5\r\nTransfer-Encoding: gzip\r\n"), "Content-Length");
    addRefusal("other coding and length", 400,
               post("Transfer-Encoding: gzip\r\nContent-Length: 5\r\n"), "Content-Length");
    addRefusal("coding twice", 400,
               post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"),
               "Transfer-Encoding");
    addRefusal("codings in two lines", 400,
               post("Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n"), "twice");
    for (const char* value :
         {"chunked, chunked", "chunked, gzip", "chunked;x", "xchunked", "chunkedx", "", ",",
          "chunked,", ",chunked", "\"chunked\"", "x-chunked, gzip", "gzip;q=1", "gzip chunked"}) {
        addRefusal((std::string("Transfer-Encoding ") + value).c_str(), 400,
                   post(std::string("Transfer-Encoding: ") + value + "\r\n"), "Transfer-Encoding");
    }
    for (const char* value : {"gzip", "gzip, chunked", "identity"}) {
        addRefusal((std::string("unknown ") + value).c_str(), 501,
                   post(std::string("Transfer-Encoding: ") + value + "\r\n"), "Transfer-Encoding");
    }
    addRefusal("coding in HTTP/1.0", 400,
               "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "HTTP/1.0");
    addRefusal("other expectation", 417, post("Expect: 200-ok\r\n"), "Expect");
    addRefusal("two expectations", 417, post("Expect: 100-continue\r\nExpect: more\r\n"), "Expect");

    for (const char* line_ : {"x", "", " 5", "-5", "+5", "0x5", "5 ", "5\t", "5 x", "5_0", "5,",
                              "fffffffffffffffff", "10000000000000000", "00000000000000005"}) {
        addRefusal((std::string("chunk size '") + line_ + "'").c_str(), 400,
                   chunked(std::string(line_) + "\r\nhello\r\n0\r\n\r\n"), "chunk");
    }
    addRefusal("LF behind a chunk size", 400, chunked("5\nhello\r\n0\r\n\r\n"), "chunk");
    addRefusal("LF in a chunk extension", 400, chunked("5;a=\"\n\"\r\nhello\r\n"), "chunk");
    addRefusal("CR in a chunk extension", 400, chunked("5;a\rb\r\nhello\r\n"), "chunk");
    addRefusal("NUL in a chunk extension", 400, chunked("5;\0\r\nhello\r\n0\r\n\r\n"s), "chunk");
    addRefusal("no CRLF behind a chunk", 400, chunked("5\r\nhello0\r\n\r\n"), "longer");
    addRefusal("LF behind a chunk", 400, chunked("5\r\nhello\n0\r\n\r\n"), "longer");
    addRefusal("CR behind a chunk", 400, chunked("5\r\nhello\r0\r\n\r\n"), "longer");
    addRefusal("LF behind the last chunk", 400, chunked("0\r\n\n"), "LF");
    addRefusal("Content-Length in trailers", 400, chunked("0\r\ncontent-length: 1\r\n\r\n"),
               "trailer");
    addRefusal("Transfer-Encoding in trailers", 400,
               chunked("0\r\nTransfer-Encoding: chunked\r\n\r\n"), "trailer");
    addRefusal("Host in trailers", 400, chunked("0\r\nHost: a\r\n\r\n"), "trailer");
    addRefusal("folded trailer", 400, chunked("0\r\nX: a\r\n b\r\n\r\n"), "folded");
    addRefusal("malformed trailer", 400, chunked("0\r\nX : a\r\n\r\n"), "colon");
    addRefusal("second message is bad", 400, get("Host: a\r\n") + get("Host : a\r\n"), "colon");
}

void ParserTest::refusesRequests() {
    QFETCH(std::string, bytes);
    QFETCH(int, status);
    QFETCH(std::string, says);
    const auto make = [] { return requestReader(); };
    const Reading whole = readInPieces(make, bytes, {});
    QCOMPARE(whole.status, status);
    QVERIFY2(whole.error.find(says) != std::string::npos, whole.error.c_str());
    QVERIFY2(whole.error.find_first_of("\r\n") == std::string::npos, whole.error.c_str());
    QVERIFY(whole.sound);
    QCOMPARE(disagreement(make, bytes, whole), std::string());
}

void ParserTest::refusesEarly_data() {
    refusalColumns();
    addRefusal("TLS from its first byte", 400, "\x16", "TLS");
    addRefusal("LF in an unfinished head", 400, "GET / HTTP/1.1\n", "LF");
    addRefusal("NUL in an unfinished line", 400, "GET /\0"s, "NUL");
    addRefusal("bad request line", 400, "SSH-2.0-OpenSSH_9.2\r\n", "method");
    addRefusal("version", 505, "GET / HTTP/3.0\r\n", "HTTP/3.0");
    addRefusal("bad target", 400, "GET x HTTP/1.1\r\n", "neither");
    addRefusal("fold", 400, "GET / HTTP/1.1\r\nHost: a\r\n ", "folded");
    addRefusal("control", 400, "GET / HTTP/1.1\r\nHost: a\x02", "control");
    addRefusal("chunk size", 400, chunked("g"), "chunk");
    addRefusal("chunk end", 400, chunked("1\r\nxy"), "longer");
    addRefusal("Content-Length beyond the limit", 413, post("Content-Length: 21\r\n"), "limit");
    addRefusal("chunk beyond the limit", 413, chunked("15\r\n"), "limit");
}

void ParserTest::refusesEarly() {
    QFETCH(std::string, bytes);
    QFETCH(int, status);
    QFETCH(std::string, says);
    const auto make = [] { return requestReader(kTight); };
    const Reading whole = readInPieces(make, bytes, {});
    QCOMPARE(whole.status, status);
    QVERIFY2(whole.error.find(says) != std::string::npos, whole.error.c_str());
    QCOMPARE(disagreement(make, bytes, whole), std::string());
}

void ParserTest::keepsLimits_data() {
    refusalColumns();
    const std::string many(300, 'x');
    addRefusal("target", 414, "GET /" + many.substr(0, 64) + " HTTP/1.1\r\n", "limit is 64");
    addRefusal("endless target", 414, "GET /" + many, "256");
    addRefusal("field", 431, get("Host: a\r\nX: " + many + "\r\n"), "256");
    addRefusal("endless field", 431, "GET / HTTP/1.1\r\nX: " + many, "256");
    addRefusal("bad byte beyond the limit", 431, "GET / HTTP/1.1\r\nX: " + many + "\n", "256");
    addRefusal("many fields", 431, get("Host: a\r\nA:\r\nB:\r\nC:\r\nD:\r\n"), "more than 4");
    addRefusal("body in chunks", 413, chunked("a\r\n0123456789\r\nb\r\n0123456789a\r\n0\r\n\r\n"),
               "limit of 20");
    addRefusal("Content-Length", 413, post("Content-Length: 18446744073709551615\r\n"), "limit");
    addRefusal("chunk size near 64 bits", 413, chunked("1\r\nx\r\nffffffffffffffff\r\n"), "limit");
    addRefusal("chunk extension", 400, chunked("1;xxxxxxxxxxxxxxxxx\r\nx\r\n"), "longer");
    addRefusal("endless chunk extension", 400, chunked("1;" + many), "longer");
    addRefusal("trailers", 431, chunked("0\r\nX: " + many + "\r\n\r\n"), "64");
    addRefusal("many trailers", 431, chunked("0\r\nA:\r\nB:\r\nC:\r\nD:\r\nE:\r\n\r\n"),
               "more than 4");
}

void ParserTest::keepsLimits() {
    refusesEarly();
}

void ParserTest::acceptsUpToLimits() {
    std::string head = "GET /" + std::string(63, 't') +
                       " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nA: b\r\nX: ";
    head += std::string(256 - 4 - head.size(), 'x') + "\r\n\r\n";
    QCOMPARE(head.size(), kTight.headBytes);
    const std::string trailers = "X: " + std::string(64 - 7, 't') + "\r\n\r\n";
    QCOMPARE(trailers.size(), kTight.trailerBytes);
    const std::string bytes =
        head + "13;xxxxxxxxxxxxxxx\r\n" + std::string(19, 'b') + "\r\n1\r\nb\r\n0\r\n" + trailers;
    const auto make = [] { return requestReader(kTight); };
    const Reading whole = readInPieces(make, bytes, {});
    QVERIFY2(whole.status == 0, whole.error.c_str());
    QCOMPARE(whole.messages.size(), size_t(1));
    QCOMPARE(whole.messages[0].body.size(), size_t(20));
    QCOMPARE(disagreement(make, bytes, whole), std::string());
}

void ParserTest::readsResponses_data() {
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<std::string>("method");
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("kind");
    QTest::addColumn<bool>("keepAlive");
    QTest::addColumn<std::string>("body");

    const auto row = [](const char* name, const std::string& bytes, const std::string& method,
                        int status, Framing::Kind kind, bool keepAlive,
                        const std::string& body = {}) {
        QTest::newRow(name) << bytes << method << status << static_cast<int>(kind) << keepAlive
                            << body;
    };
    using Kind = Framing::Kind;
    row("length", response("Content-Length: 2\r\n", "hi"), "GET", 200, Kind::length, true, "hi");
    row("length 0", response("Content-Length: 0\r\n"), "GET", 200, Kind::length, true);
    row("chunked", response("Transfer-Encoding: chunked\r\n", "2\r\nhi\r\n0\r\n\r\n"), "GET", 200,
        Kind::chunked, true, "hi");
    row("until close", response("", "hi"), "GET", 200, Kind::untilClose, false, "hi");
    row("HEAD with length", response("Content-Length: 5\r\n"), "HEAD", 200, Kind::none, true);
    row("HEAD with chunked", response("Transfer-Encoding: chunked\r\n"), "HEAD", 200, Kind::none,
        true);
    row("HEAD without framing", response(""), "HEAD", 200, Kind::none, true);
    row("head is not HEAD", response("Content-Length: 2\r\n", "hi"), "head", 200, Kind::length,
        true, "hi");
    row("204", "HTTP/1.1 204 No Content\r\n\r\n", "GET", 204, Kind::none, true);
    row("204 with length 0", "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n", "GET", 204,
        Kind::none, true);
    row("204 with length", "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", "GET", 204,
        Kind::none, false);
    row("204 with chunked", "HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n", "GET",
        204, Kind::none, false);
    row("304 with length", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", "GET", 304,
        Kind::none, true);
    row("101", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", "GET", 101, Kind::none,
        true);
    row("CONNECT", response("Content-Length: 5\r\n"), "CONNECT", 200, Kind::none, true);
    row("refused CONNECT", "HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\nhi", "CONNECT", 403,
        Kind::length, true, "hi");
    row("empty reason", "HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n", "GET", 200, Kind::length,
        true);
    row("odd reason", "HTTP/1.1 200 \xc3\xa4 \t b\r\nContent-Length: 0\r\n\r\n", "GET", 200,
        Kind::length, true);
    row("unknown status", "HTTP/1.1 999 ?\r\nContent-Length: 0\r\n\r\n", "GET", 999, Kind::length,
        true);
    row("goes", response("Content-Length: 0\r\nConnection: close\r\n"), "GET", 200, Kind::length,
        false);
    row("HTTP/1.0", "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", "GET", 200, Kind::length,
        false);
    row("HTTP/1.0 that stays",
        "HTTP/1.0 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n", "GET", 200,
        Kind::length, true);
    row("HTTP/1.0 until close", "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n\r\nhi", "GET", 200,
        Kind::untilClose, false, "hi");
    row("HTTP/1.3", "HTTP/1.3 200 OK\r\nContent-Length: 0\r\n\r\n", "GET", 200, Kind::length, true);
}

void ParserTest::readsResponses() {
    QFETCH(std::string, bytes);
    QFETCH(std::string, method);
    QFETCH(std::string, body);
    ResponseParser parser{ParserLimits()};
    ResponseHead head;
    parser.reset(head, method);
    const auto first = parser.advance(bytes);
    QVERIFY2(first, first ? "" : first.error().message.c_str());
    QCOMPARE(first->kind, ParseStep::Kind::head);
    QTEST(head.status, "status");
    QTEST(static_cast<int>(head.framing.kind), "kind");
    QTEST(head.keepAlive, "keepAlive");

    std::string_view rest = std::string_view(bytes).substr(first->consumed);
    std::string read;
    auto step = parser.advance(rest);
    for (; step && step->kind == ParseStep::Kind::body; step = parser.advance(rest)) {
        read.append(step->body);
        rest.remove_prefix(step->consumed);
    }
    QVERIFY2(step, step ? "" : step.error().message.c_str());
    if (head.framing.kind == Framing::Kind::untilClose) step = parser.finish();
    QVERIFY(step);
    QCOMPARE(step->kind, ParseStep::Kind::complete);
    QCOMPARE(read, body);

    const auto make = [&method] { return responseReader(method); };
    const Reading whole = readInPieces(make, bytes, {});
    QCOMPARE(whole.status, 0);
    QCOMPARE(disagreement(make, bytes, whole), std::string());
}

void ParserTest::refusesResponses_data() {
    refusalColumns();
    const auto add = [](const char* name, const std::string& bytes, const char* says) {
        addRefusal(name, 502, bytes, says);
    };
    add("not HTTP", "SSH-2.0-OpenSSH_9.2\r\n", "status line");
    add("TLS alert", "\x15\x03\x03\x00\x02\x02\x50"s, "TLS");
    add("empty line", "\r\n" + response(""), "status line");
    add("part of a version", "HTTP/1.\r\n\r\n", "status line");
    add("no status", "HTTP/1.1 \r\n\r\n", "status line");
    add("HTTP/2.0", "HTTP/2.0 200 OK\r\n\r\n", "HTTP/2.0");
    add("lower-case version", "http/1.1 200 OK\r\n\r\n", "status line");
    add("status 099", "HTTP/1.1 099 OK\r\n\r\n", "less than 100");
    add("two digits", "HTTP/1.1 20 OK\r\n\r\n", "status line");
    add("four digits", "HTTP/1.1 2000 OK\r\n\r\n", "status line");
    add("no space behind the status", "HTTP/1.1 200\r\n\r\n", "status line");
    add("two spaces before the status", "HTTP/1.1  200 OK\r\n\r\n", "status line");
    add("LF", "HTTP/1.1 200 OK\nContent-Length: 0\r\n\r\n", "LF");
    add("CR in the reason", "HTTP/1.1 200 O\rK\r\n\r\n", "CR");
    add("NUL", response("X: \0\r\n"s), "NUL");
    add("folded line", response("X: a\r\n b\r\n"), "folded");
    add("space before the colon", response("Content-Length : 0\r\n"), "colon");
    add("Content-Length twice", response("Content-Length: 2\r\nContent-Length: 2\r\n", "hi"),
        "twice");
    add("different Content-Lengths", response("Content-Length: 2\r\nContent-Length: 3\r\n", "hi"),
        "Content-Length");
    add("Content-Length list", response("Content-Length: 2, 2\r\n", "hi"), "Content-Length");
    add("Content-Length twice for HEAD's",
        "HTTP/1.1 304 Not Modified\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n", "twice");
    add("length and coding",
        response("Content-Length: 2\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
        "Content-Length");
    add("other coding", response("Transfer-Encoding: gzip\r\n"), "Transfer-Encoding");
    add("coding twice", response("Transfer-Encoding: gzip, chunked\r\n"), "Transfer-Encoding");
    add("coding in HTTP/1.0", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "HTTP/1.0");
    add("interim with a body", "HTTP/1.1 103 Early Hints\r\nContent-Length: 2\r\n\r\n", "interim");
    add("bad chunk", response("Transfer-Encoding: chunked\r\n", "x\r\n"), "chunk");
    add("long body", response("Content-Length: 21\r\n"), "limit");
    add("long head", response("X: " + std::string(300, 'x') + "\r\n"), "256");
    add("long reason", "HTTP/1.1 200 " + std::string(300, 'x'), "256");
}

void ParserTest::refusesResponses() {
    QFETCH(std::string, bytes);
    QFETCH(int, status);
    QFETCH(std::string, says);
    const auto make = [] { return responseReader("GET", kTight); };
    const Reading whole = readInPieces(make, bytes, {});
    QCOMPARE(whole.status, status);
    QVERIFY2(whole.error.find(says) != std::string::npos, whole.error.c_str());
    QCOMPARE(disagreement(make, bytes, whole), std::string());
}

void ParserTest::finishesResponses_data() {
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<bool>("isComplete");
    QTest::newRow("nothing") << std::string() << false;
    QTest::newRow("part of the status line") << std::string("HTTP/1.1 2") << false;
    QTest::newRow("part of the fields") << std::string("HTTP/1.1 200 OK\r\nX: y\r\n") << false;
    QTest::newRow("part of the length") << response("Content-Length: 5\r\n", "hell") << false;
    QTest::newRow("nothing of the length") << response("Content-Length: 5\r\n") << false;
    QTest::newRow("within a chunk")
        << response("Transfer-Encoding: chunked\r\n", "5\r\nhe") << false;
    QTest::newRow("between chunks")
        << response("Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n") << false;
    QTest::newRow("before the trailers' end")
        << response("Transfer-Encoding: chunked\r\n", "0\r\nX: y\r\n") << false;
    QTest::newRow("until close") << response("", "hello") << true;
    QTest::newRow("until close, empty") << response("") << true;
}

void ParserTest::finishesResponses() {
    QFETCH(std::string, bytes);
    QFETCH(bool, isComplete);
    auto reader = responseReader();
    reader.feed(bytes);
    QCOMPARE(reader.reading.status, 0);
    const auto last = reader.parser().finish();
    QCOMPARE(last.has_value(), isComplete);
    if (last) {
        QCOMPARE(last->kind, ParseStep::Kind::complete);
    } else {
        QCOMPARE(last.error().status, 502);
    }
}

void ParserTest::readsInterimResponses() {
    auto reader = responseReader();
    reader.feed("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" +
                response("Content-Length: 2\r\n", "hi"));
    QCOMPARE(reader.reading.messages.size(), size_t(3));
    QCOMPARE(reader.reading.messages[1].head,
             std::string("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"));
    QCOMPARE(reader.reading.messages[2].body, std::string("hi"));
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
