#include <QTest>
#include <vector>

#include "support/scripted_server.h"
#include "transport_contract.h"
#include "unit/event/epoll_main.h"

using namespace std::string_literals;
using namespace sluice;
using test::Fetch;
using test::Gate;
using test::requestFor;
using test::ScriptedServer;
using test::TransportContract;
using Connection = ScriptedServer::Connection;
using Kind = upstream::Failure::Kind;

namespace {

std::vector<std::string> values(const http::HeaderMap& fields, std::string_view name) {
    std::vector<std::string> found;
    for (const auto field : fields) {
        if (http::equalNames(field.name, name)) found.emplace_back(field.value);
    }
    return found;
}

}  // namespace

/// What comes of the server's answers.
class TransportAnswersTest : public TransportContract {
    Q_OBJECT

private Q_SLOTS:
    void readsAnswers_data();
    void readsAnswers();
    void readsTrailers();
    void readsInterimAnswers_data();
    void readsInterimAnswers();
    void keepsEverySetCookie();
    void keepsBytesOfValues();
};

struct Answer {
    int status = 200;
    std::string reason = "OK";
    std::string body = {};
    http::Framing::Kind framing = http::Framing::Kind::length;
    const char* method = "GET";
};
Q_DECLARE_METATYPE(Answer)

void TransportAnswersTest::readsAnswers_data() {
    using Framing = http::Framing::Kind;
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<Answer>("answer");
    const auto row = [](const char* title, const std::string& bytes, const Answer& answer) {
        QTest::newRow(title) << bytes << answer;
    };
    row("by length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", {.body = "hello"});
    row("empty", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", {});
    row("chunked",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: "
        "chunked\r\n\r\n5\r\nhello\r\n1;x=y\r\n!\r\n0\r\n\r\n",
        {.body = "hello!", .framing = Framing::chunked});
    row("until close", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello",
        {.body = "hello", .framing = Framing::untilClose});
    row("HTTP/1.0", "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello", {.body = "hello"});
    row("HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n",
        {.framing = Framing::none, .method = "HEAD"});
    row("HEAD of a chunked body", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        {.framing = Framing::none, .method = "HEAD"});
    row("204", "HTTP/1.1 204 No Content\r\n\r\n",
        {.status = 204, .reason = "No Content", .framing = Framing::none});
    row("304", "HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\nContent-Length: 5\r\n\r\n",
        {.status = 304, .reason = "Not Modified", .framing = Framing::none});
    row("other reason", "HTTP/1.1 200 Fine by me\r\nContent-Length: 0\r\n\r\n",
        {.reason = "Fine by me"});
    row("no reason", "HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n", {.reason = ""});
    row("299", "HTTP/1.1 299 Odd\r\nContent-Length: 1\r\n\r\n.",
        {.status = 299, .reason = "Odd", .body = "."});
    for (const int status : {400, 401, 403, 404, 405, 407, 409, 410, 418, 429, 499, 500, 501, 502,
                             503, 504, 599, 600, 999}) {
        const std::string text = std::to_string(status);
        QTest::newRow(text.c_str()) << "HTTP/1.1 " + text + " No\r\nContent-Length: 5\r\n\r\nsorry"
                                    << Answer{.status = status, .reason = "No", .body = "sorry"};
    }
    for (const char* scheme : {"Basic realm=\"x\"", "Bearer", "Digest realm=\"x\", nonce=\"y\""}) {
        QTest::addRow("401 %s", scheme) << "HTTP/1.1 401 No\r\nWWW-Authenticate: "s + scheme +
                                               "\r\nContent-Length: 5\r\n\r\nlogin"
                                        << Answer{.status = 401, .reason = "No", .body = "login"};
    }
    for (const int status : {301, 302, 303, 307, 308}) {
        const std::string text = std::to_string(status);
        QTest::newRow(text.c_str())
            << "HTTP/1.1 " + text + " Go\r\nLocation: /other\r\nContent-Length: 2\r\n\r\ngo"
            << Answer{.status = status, .reason = "Go", .body = "go"};
    }
    row("a body that claims to be gzip",
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\x1f\x8b\x08\x01",
        {.body = "\x1f\x8b\x08\x01"});
}

void TransportAnswersTest::readsAnswers() {
    QFETCH(std::string, bytes);
    QFETCH(Answer, answer);
    const bool closes = answer.framing == http::Framing::Kind::untilClose;
    ScriptedServer server([&](Connection& connection) {
        while (connection.readRequest() && connection.send(bytes) && !closes) {
        }
    });
    open(server.port());
    Fetch fetched = fetch(requestFor(answer.method));
    ANSWERED(fetched);
    QCOMPARE(fetched.head.status, answer.status);
    QCOMPARE(fetched.head.reason, answer.reason);
    QCOMPARE(fetched.received, answer.body);
    QCOMPARE(fetched.head.framing.kind, answer.framing);
    const auto lengths = values(fetched.head.fields, "Content-Length");
    QCOMPARE(!lengths.empty(), bytes.find("Content-Length") != bytes.npos);
    const auto codings = values(fetched.head.fields, "Content-Encoding");
    QCOMPARE(!codings.empty(), bytes.find("Content-Encoding") != bytes.npos);
    // Qt may send a GET again when the end of the connection follows the answer closely.
    if (isDirect() || !closes) QCOMPARE(server.requests(), 1);
}

void TransportAnswersTest::readsTrailers() {
    ScriptedServer server(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX-Sum: 1\r\n\r\n");
    open(server.port());
    for (int i = 0; i < 2; ++i) {
        Fetch fetched = get();
        ANSWERED(fetched);
        QCOMPARE(fetched.received, "a"s);
        QCOMPARE(fetched.trailers.contains("X-Sum"), isDirect());
    }
}

void TransportAnswersTest::readsInterimAnswers_data() {
    QTest::addColumn<std::string>("interim");
    QTest::addColumn<int>("seen");
    QTest::newRow("100") << "HTTP/1.1 100 Continue\r\n\r\n"s << 1;
    QTest::newRow("102") << "HTTP/1.1 102 Processing\r\n\r\n"s << 1;
    QTest::newRow("103") << "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"s << 1;
    QTest::newRow("two") << "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n"s << 2;
}

/// The final answer comes late: it must never become the answer to the next request.
void TransportAnswersTest::readsInterimAnswers() {
    QFETCH(std::string, interim);
    QFETCH(int, seen);
    Gate gate;
    ScriptedServer server([&](Connection& connection) {
        while (const auto request = connection.readRequest()) {
            const bool first = request->head.starts_with("GET /first");
            if (first && !(connection.send(interim) && gate.wait())) return;
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n"s + (first ? "1" : "2"));
        }
    });
    open(server.port());
    Fetch first = get("/first");
    first.start();
    const bool supported = isDirect() || interim.starts_with("HTTP/1.1 100");
    if (!supported) FAILED(first, Kind::malformed);
    if (isDirect()) QTRY_COMPARE(first.interim, seen);
    gate.open();
    if (supported) {
        ANSWERED(first);
        QCOMPARE(first.received, "1"s);
    }
    for (int i = 0; i < 3; ++i) {
        Fetch second = get("/second");
        ANSWERED(second);
        QCOMPARE(second.received, "2"s);
    }
}

void TransportAnswersTest::keepsEverySetCookie() {
    ScriptedServer server(
        "HTTP/1.1 200 OK\r\nSet-Cookie: a=1; Expires=Thu, 01 Jan 2037 00:00:00 GMT\r\n"
        "X-List: one\r\nset-cookie: b=2; Path=/\r\nX-List: two\r\nContent-Length: 0\r\n\r\n");
    open(server.port());
    Fetch fetched = get();
    ANSWERED(fetched);
    const std::vector<std::string> cookies{"a=1; Expires=Thu, 01 Jan 2037 00:00:00 GMT",
                                           "b=2; Path=/"};
    QCOMPARE(values(fetched.head.fields, "Set-Cookie"), cookies);
    const std::vector<std::string> lines =
        isDirect() ? std::vector{"one"s, "two"s} : std::vector{"one, two"s};
    QCOMPARE(values(fetched.head.fields, "X-List"), lines);
    Fetch again = get();
    ANSWERED(again);
    QVERIFY2(server.received().find("Cookie:") == std::string::npos,
             "cookies belong to the client");
}

void TransportAnswersTest::keepsBytesOfValues() {
    const std::string text = "caf\xc3\xa9 \xe9\xff \"quoted\", a;b";
    ScriptedServer server("HTTP/1.1 200 OK\r\nX-Text: " + text +
                          "\r\nX-Empty:\r\nContent-Length: 0\r\n\r\n");
    open(server.port());
    Fetch fetched = get();
    ANSWERED(fetched);
    QCOMPARE(values(fetched.head.fields, "X-Text"), std::vector{text});
    // Qt loses empty fields.
    QCOMPARE(fetched.head.fields.contains("X-Empty"), isDirect());
}

EPOLL_TEST_MAIN(TransportAnswersTest)
#include "transport_answers_test.moc"
