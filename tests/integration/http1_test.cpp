#include <QtTest>

#include "support/raw_client.h"
#include "support/running_gateway.h"
#include "support/scripted_server.h"

using namespace std::string_literals;
using sluice::test::fetch;
using sluice::test::gatewayTo;
using sluice::test::RawClient;
using sluice::test::RunningGateway;
using sluice::test::ScriptedServer;

namespace {

constexpr const char* request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

std::string answer(const std::string& body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

/// Answers with the target and the body.
void echo(ScriptedServer::Connection& connection) {
    while (const auto got = connection.readRequest()) {
        const size_t target = got->head.find(' ') + 1;
        connection.send(
            answer(got->head.substr(target, got->head.find(' ', target) - target) + got->body));
    }
}

}  // namespace

/// HTTP/1.1 and 1.0 to clients, through a whole gateway.
class Http1Test : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void answersPipelinedRequestsInOrder();
    void answersWhatCameBeforeTheEnd();
    void takesAbsoluteTargets();
    void closesAfterHttp10();
    void keepsHttp10AliveIfAsked();
    void endsChunkedAnswersToHttp10ByClosing();
    void passesTrailersOn();
    void passesInterimAnswersOn();
    void sendsNoBodyWhereThereIsNone_data();
    void sendsNoBodyWhereThereIsNone();
};

void Http1Test::answersPipelinedRequestsInOrder() {
    constexpr int count = 50;
    ScriptedServer server(echo);
    RunningGateway gateway(gatewayTo(server.port()));
    QCOMPARE(gateway.error(), ""s);
    RawClient client(gateway.port());
    std::string requests;
    for (int i = 0; i < count; ++i) {
        requests += i % 3 == 0   ? "GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: a\r\n\r\n"
                    : i % 3 == 1 ? "POST /" + std::to_string(i) +
                                       " HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody"
                                 : "PUT /" + std::to_string(i) +
                                       " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                                       "2\r\nbo\r\n2\r\ndy\r\n0\r\n\r\n";
    }
    QVERIFY(client.send(requests));
    for (int i = 0; i < count; ++i) {
        const auto response = client.readResponse();
        QCOMPARE(response.status, 200);
        QCOMPARE(response.body, "/" + std::to_string(i) + (i % 3 == 0 ? "" : "body"));
    }
}

/// A client may end its side behind its last request.
void Http1Test::answersWhatCameBeforeTheEnd() {
    ScriptedServer server(echo);
    RunningGateway gateway(gatewayTo(server.port()));
    RawClient client(gateway.port());
    client.send(
        "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n"
        "GET /3 HTTP/1.1\r\nHost: a\r\n\r\n");
    client.shutdownSend();
    for (const char* target : {"/1", "/2", "/3"})
        QCOMPARE(client.readResponse().body, std::string(target));
    QCOMPARE(client.readToEnd(), ""s);
    QCOMPARE(client.end(), RawClient::End::closed);
}

void Http1Test::takesAbsoluteTargets() {
    ScriptedServer server(echo);
    RunningGateway gateway(gatewayTo(server.port(), "", "preserve_host = true"));
    const auto response =
        fetch(gateway.port(), "GET http://shop.test:81/a?b HTTP/1.1\r\nHost: ignored\r\n\r\n");
    QCOMPARE(response.body, "/a?b"s);
    const std::string received = server.received();
    QVERIFY2(received.find("\r\nHost: shop.test:81\r\n") != received.npos, received.c_str());
    QVERIFY2(received.find("ignored") == received.npos, received.c_str());
}

void Http1Test::closesAfterHttp10() {
    ScriptedServer server(echo);
    RunningGateway gateway(gatewayTo(server.port()));
    RawClient client(gateway.port());
    client.send("GET /a HTTP/1.0\r\n\r\n");
    const auto response = client.readResponse();
    QCOMPARE(response.body, "/a"s);
    QCOMPARE(response.field("Connection"), "close"s);
    QCOMPARE(client.readToEnd(), ""s);
    QCOMPARE(client.end(), RawClient::End::closed);
}

void Http1Test::keepsHttp10AliveIfAsked() {
    ScriptedServer server(echo);
    RunningGateway gateway(gatewayTo(server.port()));
    RawClient client(gateway.port());
    for (const char* target : {"/1", "/2"}) {
        client.send("GET "s + target + " HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        const auto response = client.readResponse();
        QCOMPARE(response.body, std::string(target));
        QCOMPARE(response.field("Connection"), "keep-alive"s);
    }
}

void Http1Test::endsChunkedAnswersToHttp10ByClosing() {
    ScriptedServer server(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        "5\r\nhello\r\n1\r\n!\r\n0\r\nX-Sum: 1\r\n\r\n");
    RunningGateway gateway(gatewayTo(server.port()));
    RawClient client(gateway.port());
    client.send("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    const auto response = client.readResponse();
    QVERIFY2(!response.has("Transfer-Encoding"), response.head.c_str());
    QCOMPARE(response.field("Connection"), "close"s);
    QCOMPARE(response.body, "hello!"s);
    QVERIFY(response.complete);
}

void Http1Test::passesTrailersOn() {
    ScriptedServer server(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Answer\r\n\r\n"
        "2\r\nok\r\n0\r\nX-Answer: 42\r\n\r\n");
    RunningGateway gateway(gatewayTo(server.port()));
    const auto response = fetch(gateway.port(),
                                "POST / HTTP/1.1\r\nHost: a\r\nTE: trailers\r\n"
                                "Transfer-Encoding: chunked\r\nTrailer: X-Request\r\n\r\n"
                                "2\r\nhi\r\n0\r\nX-Request: 7\r\n\r\n");
    QCOMPARE(response.body, "ok"s);
    QCOMPARE(response.trailers, "X-Answer: 42\r\n"s);
    const std::string received = server.received();
    QVERIFY2(received.ends_with("\r\n0\r\nX-Request: 7\r\n\r\n"), received.c_str());
}

void Http1Test::passesInterimAnswersOn() {
    ScriptedServer server("HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n" +
                          answer("ok"));
    RunningGateway gateway(gatewayTo(server.port()));
    RawClient client(gateway.port());
    client.send(request);
    const auto hints = client.readResponse();
    QCOMPARE(hints.status, 103);
    QCOMPARE(hints.field("Link"), "</a.css>; rel=preload"s);
    QCOMPARE(client.readResponse().body, "ok"s);
    // HTTP/1.0 knows none.
    QCOMPARE(fetch(gateway.port(), "GET / HTTP/1.0\r\n\r\n").body, "ok"s);
}

void Http1Test::sendsNoBodyWhereThereIsNone_data() {
    QTest::addColumn<std::string>("method");
    QTest::addColumn<std::string>("answer");
    QTest::addColumn<std::string>("length");  // that the client is told
    const auto row = [](const char* name, const char* method, const char* head,
                        const char* length) {
        QTest::newRow(name) << std::string(method) << std::string(head) << std::string(length);
    };
    row("204", "GET", "HTTP/1.1 204 No Content\r\n\r\n", "");
    row("304", "GET", "HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\n\r\n", "");
    row("304 with a length", "GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", "9");
    row("HEAD", "HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", "9");
    row("HEAD of chunks", "HEAD", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "");
    row("an empty answer", "GET", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "0");
}

void Http1Test::sendsNoBodyWhereThereIsNone() {
    QFETCH(std::string, method);
    QFETCH(std::string, answer);
    ScriptedServer server(answer);
    RunningGateway gateway(gatewayTo(server.port()));
    RawClient client(gateway.port());
    for (int i = 0; i < 2; ++i) {  // what were left of the first answer would spoil the second
        client.send(method + " / HTTP/1.1\r\nHost: a\r\n\r\n");
        const auto response = client.readResponse(false);
        QVERIFY2(response.head.starts_with(answer.substr(0, answer.find("\r\n") + 2)),
                 response.head.c_str());
        QTEST(response.field("Content-Length"), "length");
    }
    QCOMPARE(server.connections(), 1);
    client.shutdownSend();
    QCOMPARE(client.readToEnd(), ""s);
}

QTEST_GUILESS_MAIN(Http1Test)
#include "http1_test.moc"
