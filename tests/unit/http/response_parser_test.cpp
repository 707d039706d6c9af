#include "http/parser.h"

#include <QtTest>

#include "unit/http/message_reader.h"
#include "unit/http/message_samples.h"

using namespace sluice::http;
using namespace std::string_literals;

class ResponseParserTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsResponses_data();
    void readsResponses();
    void refusesResponses_data();
    void refusesResponses();
    void finishesResponses_data();
    void finishesResponses();
    void readsInterimResponses();
    void readsHowLongTheServerKeepsTheConnection_data();
    void readsHowLongTheServerKeepsTheConnection();
};

void ResponseParserTest::readsResponses_data() {
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

void ResponseParserTest::readsResponses() {
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

void ResponseParserTest::refusesResponses_data() {
    refusalColumns();
    const auto add = [](const char* name, const std::string& bytes, const char* says) {
        addRefusal(name, 502, bytes, says);
    };
    add("not HTTP", "SSH-2.0-OpenSSH_9.2\r\n", "begins with \"SSH-2.0-OpenSSH_9.2\"");
    add("TLS alert", "\x15\x03\x03\x00\x02\x02\x50"s, "TLS");
    add("empty line", "\r\n" + response(""), "does not speak HTTP/1");
    add("part of a version", "HTTP/1.\r\n\r\n", "status line");
    add("no status", "HTTP/1.1 \r\n\r\n", "status line");
    add("HTTP/2.0", "HTTP/2.0 200 OK\r\n\r\n", "HTTP/2.0");
    add("lower-case version", "http/1.1 200 OK\r\n\r\n", "does not speak HTTP/1");
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

void ResponseParserTest::refusesResponses() {
    QFETCH(std::string, bytes);
    QFETCH(int, status);
    QFETCH(std::string, says);
    const auto make = [] { return responseReader("GET", kTight); };
    const Reading whole = readInPieces(make, bytes, {});
    QCOMPARE(whole.status, status);
    QVERIFY2(whole.error.find(says) != std::string::npos, whole.error.c_str());
    QCOMPARE(disagreement(make, bytes, whole), std::string());
}

void ResponseParserTest::finishesResponses_data() {
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

void ResponseParserTest::finishesResponses() {
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

void ResponseParserTest::readsInterimResponses() {
    auto reader = responseReader();
    reader.feed("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" +
                response("Content-Length: 2\r\n", "hi"));
    QCOMPARE(reader.reading.messages.size(), size_t(3));
    QCOMPARE(reader.reading.messages[1].head,
             std::string("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"));
    QCOMPARE(reader.reading.messages[2].body, std::string("hi"));
}

void ResponseParserTest::readsHowLongTheServerKeepsTheConnection_data() {
    QTest::addColumn<std::string>("field");
    QTest::addColumn<int>("seconds");  // -1: not said
    QTest::addColumn<bool>("keepAlive");
    QTest::newRow("none") << ""s << -1 << true;
    QTest::newRow("Node") << "Keep-Alive: timeout=5\r\n"s << 5 << true;
    QTest::newRow("Apache") << "keep-alive: timeout=15, max=99\r\n"s << 15 << true;
    QTest::newRow("the other way round") << "Keep-Alive: max=99 , Timeout = 15\r\n"s << 15 << true;
    QTest::newRow("the last one") << "Keep-Alive: timeout=5, max=0\r\n"s << 5 << false;
    QTest::newRow("no time") << "Keep-Alive: timeout=0\r\n"s << 0 << true;
    QTest::newRow("nonsense") << "Keep-Alive: timeout=soon, 5, =, max\r\n"s << -1 << true;
    QTest::newRow("too large") << "Keep-Alive: timeout=99999999999\r\n"s << -1 << true;
}

void ResponseParserTest::readsHowLongTheServerKeepsTheConnection() {
    QFETCH(std::string, field);
    QFETCH(int, seconds);
    QFETCH(bool, keepAlive);
    ResponseHead head;
    ResponseParser parser{ParserLimits{}};
    parser.reset(head, "GET");
    const auto step = parser.advance(response(field + "Content-Length: 0\r\n"));
    QVERIFY(step);
    QCOMPARE(head.idleTimeout ? static_cast<int>(*head.idleTimeout) : -1, seconds);
    QCOMPARE(head.keepAlive, keepAlive);
}

QTEST_APPLESS_MAIN(ResponseParserTest)
#include "response_parser_test.moc"
