#include "http/parser.h"

#include <QtTest>

#include "unit/http/message_reader.h"
#include "unit/http/message_samples.h"

using namespace sluice::http;
using namespace std::string_literals;

/// What RequestParser refuses, however the bytes arrive.
class RequestRefusalTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void refusesRequests_data();
    void refusesRequests();
    void refusesEarly_data();
    void refusesEarly();
    void keepsLimits_data();
    void keepsLimits();
    void acceptsUpToLimits();
};

void RequestRefusalTest::refusesRequests_data() {
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
    addRefusal("bytes above 0x7f in the target", 400, line("PUT /\xc3\xa4 HTTP/1.1"), "target");
    addRefusal("such bytes where one only reads", 301, line("GET /\xc3\xa4 HTTP/1.1"), "target");
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

void RequestRefusalTest::refusesRequests() {
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

void RequestRefusalTest::refusesEarly_data() {
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

void RequestRefusalTest::refusesEarly() {
    QFETCH(std::string, bytes);
    QFETCH(int, status);
    QFETCH(std::string, says);
    const auto make = [] { return requestReader(kTight); };
    const Reading whole = readInPieces(make, bytes, {});
    QCOMPARE(whole.status, status);
    QVERIFY2(whole.error.find(says) != std::string::npos, whole.error.c_str());
    QCOMPARE(disagreement(make, bytes, whole), std::string());
}

void RequestRefusalTest::keepsLimits_data() {
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

void RequestRefusalTest::keepsLimits() {
    refusesEarly();
}

void RequestRefusalTest::acceptsUpToLimits() {
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

QTEST_APPLESS_MAIN(RequestRefusalTest)
#include "request_refusal_test.moc"
