#include <QtTest>
#include <memory>

#include "support/raw_client.h"
#include "support/running_gateway.h"
#include "support/scripted_server.h"

using sluice::test::fetch;
using sluice::test::gatewayTo;
using sluice::test::RawClient;
using sluice::test::RunningGateway;
using sluice::test::ScriptedServer;

/// Requests that two servers could read differently: refused, and nothing of them reaches a server.
class SmugglingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void refuses_data();
    void refuses();
    void refusesInTheBody_data();
    void refusesInTheBody();
    void refusesBehindAGoodRequest();

private:
    std::unique_ptr<ScriptedServer> m_server;
    std::unique_ptr<RunningGateway> m_gateway;
};

void SmugglingTest::init() {
    m_gateway.reset();
    m_server = std::make_unique<ScriptedServer>("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    m_gateway = std::make_unique<RunningGateway>(gatewayTo(m_server->port()));
    QCOMPARE(m_gateway->error(), std::string());
}

void SmugglingTest::refuses_data() {
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<int>("status");
    const auto request = [](const char* name, const QByteArray& bytes, int status = 400) {
        QTest::newRow(name) << bytes << status;
    };
    const auto field = [&](const char* name, const QByteArray& lines, int status = 400) {
        request(name, "POST /evil HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n0\r\n\r\n", status);
    };
    field("two lengths", "Content-Length: 5\r\nContent-Length: 6\r\n");
    field("one length twice", "Content-Length: 5\r\nContent-Length: 5\r\n");
    field("list of lengths", "Content-Length: 5, 5\r\n");
    field("negative length", "Content-Length: -5\r\n");
    field("length with sign", "Content-Length: +5\r\n");
    field("hexadecimal length", "Content-Length: 0x5\r\n");
    field("huge length", "Content-Length: 18446744073709551621\r\n");
    field("no length", "Content-Length: \r\n");
    field("length and chunked", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n");
    field("chunked and length", "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n");
    field("chunked twice", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n");
    field("chunked, chunked", "Transfer-Encoding: chunked, chunked\r\n");
    field("chunked, identity", "Transfer-Encoding: chunked, identity\r\n");
    field("identity then chunked", "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n");
    field("xchunked", "Transfer-Encoding: xchunked\r\n");
    field("quoted chunked", "Transfer-Encoding: \"chunked\"\r\n");
    field("vertical tab before chunked", "Transfer-Encoding: \vchunked\r\n");
    field("empty coding", "Transfer-Encoding:\r\n");
    field("gzip, chunked", "Transfer-Encoding: gzip, chunked\r\n", 501);
    field("unknown coding", "Transfer-Encoding: brotli\r\n", 501);
    field("space before colon", "Transfer-Encoding : chunked\r\n");
    field("tab before colon", "Content-Length\t: 5\r\n");
    field("folded line", "X: a\r\n b\r\n");
    field("folded coding", "Transfer-Encoding:\r\n chunked\r\n");
    field("bare LF ends a field", "X: a\nContent-Length: 5\r\n");
    field("bare CR in a value", "X: a\rContent-Length: 5\r\n");
    field("NUL in a value", QByteArray("X: a\0b\r\n", 8));
    field("NUL in a name", QByteArray("X\0: a\r\n", 7));
    field("no colon", "Content-Length 5\r\n");
    field("no name", ": 5\r\n");
    field("name with a slash", "X/Y: 5\r\n");
    field("two Hosts", "Host: b\r\n");
    field("unknown expectation", "Expect: magic\r\n", 417);
    request("no Host", "GET /evil HTTP/1.1\r\n\r\n");
    request("Host with a path", "GET /evil HTTP/1.1\r\nHost: a/b\r\n\r\n");
    request("Host with a user", "GET /evil HTTP/1.1\r\nHost: u@a\r\n\r\n");
    request("Host with a space", "GET /evil HTTP/1.1\r\nHost: a b\r\n\r\n");
    request("Host list", "GET /evil HTTP/1.1\r\nHost: a, b\r\n\r\n");
    request("Host with a bad port", "GET /evil HTTP/1.1\r\nHost: a:8x\r\n\r\n");
    request("space before the first field", "GET /evil HTTP/1.1\r\n Host: a\r\n\r\n");
    request("bare LF ends the request line", "GET /evil HTTP/1.1\nHost: a\r\n\r\n");
    request("bare LF ends all lines", "GET /evil HTTP/1.1\nHost: a\n\n");
    request("bare CR in the request line", "GET /evil\rX HTTP/1.1\r\nHost: a\r\n\r\n");
    request("two spaces", "GET  /evil HTTP/1.1\r\nHost: a\r\n\r\n");
    request("tab as a space", "GET\t/evil HTTP/1.1\r\nHost: a\r\n\r\n");
    request("space in the target", "GET /evil /b HTTP/1.1\r\nHost: a\r\n\r\n");
    request("method with a colon", "GE:T /evil HTTP/1.1\r\nHost: a\r\n\r\n");
    request("target without a slash", "GET evil HTTP/1.1\r\nHost: a\r\n\r\n");
    request("target with a fragment", "GET /evil#a HTTP/1.1\r\nHost: a\r\n\r\n");
    request("target in UTF-8", "PUT /\xc3\xa4 HTTP/1.1\r\nHost: a\r\n\r\n");
    request("another scheme", "GET ftp://a/evil HTTP/1.1\r\nHost: a\r\n\r\n");
    request("URL with a user", "GET http://u@a/evil HTTP/1.1\r\nHost: a\r\n\r\n");
    request("GET *", "GET * HTTP/1.1\r\nHost: a\r\n\r\n");
    request("CONNECT", "CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n", 501);
    request("no version", "GET /evil\r\nHost: a\r\n\r\n");
    request("lower-case version", "GET /evil http/1.1\r\nHost: a\r\n\r\n");
    request("HTTP/2.0", "GET /evil HTTP/2.0\r\nHost: a\r\n\r\n", 505);
    request("chunked from HTTP/1.0",
            "POST /evil HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    request("TLS", QByteArray("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 15));
}

void SmugglingTest::refuses() {
    QFETCH(QByteArray, request);
    RawClient client(m_gateway->port());
    // What a smuggler hides behind it must not be answered either.
    QVERIFY(client.send(request.toStdString() + "GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n"));
    const auto response = client.readResponse();
    QTEST(response.status, "status");
    QVERIFY(response.complete);
    QCOMPARE(response.field("Content-Type"), std::string("application/problem+json"));
    QCOMPARE(response.field("Connection"), std::string("close"));
    QCOMPARE(client.readToEnd(), std::string());
    QCOMPARE(client.end(), RawClient::End::closed);
    QCOMPARE(m_server->received(), std::string());
    QCOMPARE(m_server->connections(), 0);
}

void SmugglingTest::refusesInTheBody_data() {
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("no number") << QByteArray("x\r\nbody\r\n0\r\n\r\n");
    QTest::newRow("empty size") << QByteArray("\r\nbody\r\n0\r\n\r\n");
    QTest::newRow("sign") << QByteArray("+4\r\nbody\r\n0\r\n\r\n");
    QTest::newRow("0x") << QByteArray("0x4\r\nbody\r\n0\r\n\r\n");
    QTest::newRow("white space first") << QByteArray(" 4\r\nbody\r\n0\r\n\r\n");
    QTest::newRow("too large") << QByteArray("10000000000000004\r\nbody\r\n0\r\n\r\n");
    QTest::newRow("bare LF behind the size") << QByteArray("4\nbody\r\n0\r\n\r\n");
    QTest::newRow("bare CR in an extension") << QByteArray("4;a\rb\r\nbody\r\n0\r\n\r\n");
    QTest::newRow("bare LF in an extension") << QByteArray("4;a\nb\r\nbody\r\n0\r\n\r\n");
    QTest::newRow("NUL in an extension") << QByteArray("4;a\0b\r\nbody\r\n0\r\n\r\n", 18);
    QTest::newRow("data longer than its size") << QByteArray("3\r\nbody\r\n0\r\n\r\n");
    QTest::newRow("no CRLF behind the data") << QByteArray("4\r\nbodyXX0\r\n\r\n");
    QTest::newRow("bare LF behind the data") << QByteArray("4\r\nbody\n0\r\n\r\n");
    QTest::newRow("folded trailer") << QByteArray("0\r\nA: b\r\n c\r\n\r\n");
    QTest::newRow("bad trailer") << QByteArray("0\r\nA : b\r\n\r\n");
}

/// The head was good and may have been sent on, but no end of the body follows it.
void SmugglingTest::refusesInTheBody() {
    QFETCH(QByteArray, body);
    RawClient client(m_gateway->port());
    QVERIFY(client.send("POST /evil HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" +
                        body.toStdString() + "GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n"));
    const auto response = client.readResponse();
    QCOMPARE(response.status, 400);
    QCOMPARE(client.readToEnd(), std::string());
    QCOMPARE(client.end(), RawClient::End::closed);
    const std::string received = m_server->received();
    QVERIFY2(received.find("\r\n0\r\n") == received.npos, received.c_str());
    QVERIFY2(received.find("hidden") == received.npos, received.c_str());
    QCOMPARE(fetch(m_gateway->port(), "GET / HTTP/1.1\r\nHost: a\r\n\r\n").status, 200);
}

void SmugglingTest::refusesBehindAGoodRequest() {
    RawClient client(m_gateway->port());
    QVERIFY(
        client.send("GET /good HTTP/1.1\r\nHost: a\r\n\r\n"
                    "GET /evil HTTP/1.1\r\nHost: a\r\nContent-Length : 5\r\n\r\n"
                    "GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n"));
    QCOMPARE(client.readResponse().status, 200);
    QCOMPARE(client.readResponse().status, 400);
    QCOMPARE(client.readToEnd(), std::string());
    QCOMPARE(m_server->requests(), 1);
    const std::string received = m_server->received();
    QVERIFY2(received.find("evil") == received.npos, received.c_str());
    QVERIFY2(received.find("hidden") == received.npos, received.c_str());
}

QTEST_GUILESS_MAIN(SmugglingTest)
#include "smuggling_test.moc"
