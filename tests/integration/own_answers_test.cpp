#include <QtTest>

#include "support/nginx_process.h"
#include "support/raw_client.h"
#include "support/running_gateway.h"
#include "support/scripted_server.h"

using namespace std::string_literals;
using sluice::test::fetch;
using sluice::test::freePort;
using sluice::test::gatewayTo;
using sluice::test::RawClient;
using sluice::test::RunningGateway;
using sluice::test::ScriptedServer;

namespace {

constexpr const char* okAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
constexpr const char* listen =
    "max_header_bytes = \"2KiB\"\nmax_target_bytes = 100\nmax_body_bytes = 100\n"
    "header_timeout = \"300ms\"\nbody_timeout = \"300ms\"";

/// Only /site/… has a route.
std::string gateway(uint16_t server) {
    return gatewayTo(server, listen, "connections = { keep_alive = 0 }",
                     "match = { path_prefix = \"/site\" }\n[batch]\nmax_body_bytes = \"1KiB\"\n");
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

/// What the gateway itself answers says that it was the gateway, and which setting of it.
class OwnAnswersTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sayWhoAnswersAndWhy_data();
    void sayWhoAnswersAndWhy();
    void arePagesForBrowsers_data() { sayWhoAnswersAndWhy_data(); }
    void arePagesForBrowsers();
    void nameNothingToStrangers();
    void endLoops();
    void refuseDoubtfulPaths();
    void refuseToHideWhatChoseTheRoute();
    void haveNoBodyForHead();
    void nameCookiesThatFillTheHead();
    void leadToTheEncodedTarget_data();
    void leadToTheEncodedTarget();
    void sayWhatAServerSpeaks_data();
    void sayWhatAServerSpeaks();
};

void OwnAnswersTest::sayWhoAnswersAndWhy_data() {
    QTest::addColumn<std::string>("line");
    QTest::addColumn<std::string>("rest");  // of the request, behind Host
    QTest::addColumn<int>("status");
    QTest::addColumn<std::string>("error");
    QTest::addColumn<std::string>("part");  // of the detail
    const auto row = [](const char* name, const std::string& line, const std::string& rest,
                        int status, const char* error, const char* part) {
        QTest::newRow(name) << line << rest << status << std::string(error) << std::string(part);
    };
    const std::string request = "http_request_error";
    row("no route", "GET /elsewhere HTTP/1.1", "\r\n", 404, "destination_not_found", "/elsewhere");
    row("no server", "GET /site HTTP/1.1", "\r\n", 502, "connection_refused", "127.0.0.1");
    row("TRACE", "TRACE /site HTTP/1.1", "\r\n", 405, "http_request_denied", "TRACE");
    row("version", "GET /site HTTP/2.0", "\r\n", 505, "http_request_error", "HTTP/2.0");
    row("request line", "GET /site", "\r\n", 400, "http_request_error", "request line");
    row("field", "GET /site HTTP/1.1", "a b: c\r\n\r\n", 400, "http_request_error", "a b");
    row("expectation", "GET /site HTTP/1.1", "Expect: tea\r\n\r\n", 417, "http_request_error",
        "tea");
    row("target", "GET /site/" + std::string(100, 'x') + " HTTP/1.1", "\r\n", 414,
        "http_request_error", "listen.max_target_bytes = 100");
    row("head", "GET /site HTTP/1.1", "X: " + std::string(3000, 'x') + "\r\n\r\n", 431,
        "http_request_error", "listen.max_header_bytes = 2048");
    row("late head", "GET /site HTTP/1.1", "X: y", 408, "http_request_error",
        "listen.header_timeout = 0.3 s");
    row("length", "PUT /site HTTP/1.1", "Content-Length: 101\r\n\r\n", 413, "http_request_error",
        "listen.max_body_bytes = 100");
    row("batch", "POST /batch HTTP/1.1", "\r\n", 415, "http_request_error", "application/json");
}

void OwnAnswersTest::sayWhoAnswersAndWhy() {
    QFETCH(std::string, line);
    QFETCH(std::string, rest);
    QFETCH(std::string, error);
    QFETCH(std::string, part);
    RunningGateway running(gateway(freePort()));
    QCOMPARE(running.error(), ""s);
    const auto response =
        fetch(running.port(), line + "\r\nHost: a\r\nX-Request-Id: my-own-1\r\n" + rest);
    QTEST(response.status, "status");
    QCOMPARE(response.field("Content-Type"), "application/problem+json"s);
    QCOMPARE(response.field("Server"), "sluice"s);
    QCOMPARE(response.field("Via"), "1.1 sluice"s);
    QCOMPARE(response.field("X-Request-Id"), "my-own-1"s);
    QVERIFY2(response.field("Proxy-Status").starts_with("sluice; error=" + error),
             response.head.c_str());
    QVERIFY2(contains(response.body, part), response.body.c_str());
    QVERIFY2(contains(response.body, "\"request_id\":\"my-own-1\""), response.body.c_str());
}

/// As a proxy in front tells that its client is: what is behind the gateway is not for strangers.
void OwnAnswersTest::nameNothingToStrangers() {
    const uint16_t server = freePort();
    RunningGateway running(gateway(server));
    QCOMPARE(running.error(), ""s);
    const auto asked = [&](const std::string& told) {
        return fetch(running.port(), "GET /site HTTP/1.1\r\nHost: a\r\n" + told + "\r\n");
    };
    const std::string address = "127.0.0.1:" + std::to_string(server);
    for (const char* local : {"", "X-Forwarded-For: 192.0.2.7, 127.0.0.1\r\n",
                              "X-Forwarded-For: ::1\r\nX-Forwarded-Proto: https\r\n"})
        QVERIFY(contains(asked(local).body, address));
    for (const char* remote :
         {"X-Forwarded-For: 192.0.2.7\r\n", "X-Forwarded-For: 127.0.0.1, 192.0.2.7\r\n",
          "X-Real-IP: 192.0.2.7\r\n", "Forwarded: for=192.0.2.7\r\n",
          "X-Forwarded-For: 192.0.2.7\r\nAccept: text/html\r\n"}) {
        const auto response = asked(remote);
        QCOMPARE(response.status, 502);
        QVERIFY2(!contains(response.body, "127.0.0.1"), response.body.c_str());
        QVERIFY2(!contains(response.body, "web"), response.body.c_str());
        QCOMPARE(response.field("Proxy-Status"), "sluice; error=connection_refused"s);
        QVERIFY(contains(response.body, response.field("X-Request-Id")));
    }
}

void OwnAnswersTest::endLoops() {
    const uint16_t own = freePort();
    std::string toml = gateway(own);
    const std::string address = "address = \"127.0.0.1:";
    const size_t at = toml.find(address) + address.size();
    toml.replace(at, toml.find('"', at) - at, std::to_string(own));
    RunningGateway running(toml);
    QCOMPARE(running.error(), ""s);
    const auto response = fetch(own, "GET /site HTTP/1.1\r\nHost: a\r\n\r\n");
    QCOMPARE(response.status, 508);
    QVERIFY2(contains(response.body, "urn:sluice:problem:loop"), response.body.c_str());
}

void OwnAnswersTest::refuseDoubtfulPaths() {
    ScriptedServer server(okAnswer);
    const std::string route =
        "encoded_separators = \"refuse\"\nmatch = { path_prefix = \"/site\" }\n";
    RunningGateway refusing(gatewayTo(server.port(), "", "", route));
    RunningGateway passing(gatewayTo(server.port()));
    QCOMPARE(refusing.error(), ""s);
    const auto statusOf = [](RunningGateway& running, const std::string& path) {
        return fetch(running.port(), "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n").status;
    };
    for (const char* path :
         {"/site/a%2Fb", "/site/a%5cb", "/site;a", "/site/a;b=c", "/site/a\\b"}) {
        if (path[5] == '/') QCOMPARE(statusOf(refusing, path), 400);
        QCOMPARE(statusOf(passing, path), 200);
    }
    QCOMPARE(statusOf(refusing, "/site/a%20b?c=%2F;d"), 200);
}

void OwnAnswersTest::refuseToHideWhatChoseTheRoute() {
    ScriptedServer server(okAnswer);
    RunningGateway running(gatewayTo(server.port(), "", "",
                                     "match = { headers = { X-Team = \"*\" } }\n"
                                     "[routes.rest]\npool = \"web\"\n"));
    QCOMPARE(running.error(), ""s);
    const auto statusOf = [&](const std::string& fields) {
        return fetch(running.port(), "GET / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n").status;
    };
    QCOMPARE(statusOf("X-Team: a\r\nConnection: x-team\r\n"), 400);
    QCOMPARE(statusOf("Connection: keep-alive, X-Team\r\n"), 400);
    QCOMPARE(statusOf("X-Team: a\r\nConnection: X-Other\r\n"), 200);
}

void OwnAnswersTest::arePagesForBrowsers() {
    QFETCH(std::string, line);
    QFETCH(std::string, rest);
    RunningGateway running(gateway(freePort()));
    QCOMPARE(running.error(), ""s);
    const auto response =
        fetch(running.port(),
              line + "\r\nHost: a\r\nAccept: text/html,application/xhtml+xml,*/*;q=0.8\r\n" + rest);
    QTEST(response.status, "status");
    QCOMPARE(response.field("Content-Type"), "text/html; charset=utf-8"s);
    QVERIFY2(contains(response.body, response.field("X-Request-Id")), response.body.c_str());
    QVERIFY(response.field("X-Request-Id").size() == 32);
}

void OwnAnswersTest::haveNoBodyForHead() {
    RunningGateway running(gateway(freePort()));
    for (const std::string line : {"HEAD /elsewhere HTTP/1.1", "HEAD /site HTTP/1.1",
                                   "HEAD /site HTTP/2.0", "HEAD /site?\xff HTTP/1.1"}) {
        RawClient client(running.port());
        client.send(line + "\r\nHost: a\r\nConnection: close\r\n\r\n");
        QVERIFY(client.readResponse(false).status >= 300);
        QCOMPARE(client.readToEnd(), ""s);
    }
}

void OwnAnswersTest::nameCookiesThatFillTheHead() {
    RunningGateway running(gateway(freePort()));
    const auto many =
        fetch(running.port(),
              "GET /site HTTP/1.1\r\nHost: a\r\nCookie: " + std::string(4000, 'c') + "\r\n\r\n");
    QCOMPARE(many.status, 431);
    QVERIFY2(contains(many.body, "are cookies"), many.body.c_str());
    const auto few = fetch(running.port(), "GET /site HTTP/1.1\r\nHost: a\r\nCookie: a=b\r\nX: " +
                                               std::string(4000, 'c') + "\r\n\r\n");
    QCOMPARE(few.status, 431);
    QVERIFY2(!contains(few.body, "cookies"), few.body.c_str());
}

void OwnAnswersTest::leadToTheEncodedTarget_data() {
    QTest::addColumn<std::string>("line");
    QTest::addColumn<int>("status");
    QTest::addColumn<std::string>("location");
    const auto row = [](const char* name, const std::string& line, int status,
                        const std::string& location) {
        QTest::newRow(name) << line << status << location;
    };
    row("UTF-8", "GET /caf\xc3\xa9?q=\xc3\xa4%20b", 301, "/caf%C3%A9?q=%C3%A4%20b");
    row("HEAD", "HEAD /\xe9", 301, "/%E9");
    row("absolute", "GET http://a/\xe9", 301, "/%E9");
    row("what a URI cannot have", "GET /<\"\xe9\"\\>", 301, "/%3C%22%E9%22%5C%3E");
    row("POST", "POST /\xe9", 400, "");
    row("another host", "GET //evil.example/\xe9", 400, "");
    row("another host by a backslash", "GET /\\evil.example/\xe9", 400, "");
    row("another host behind this one", "GET http://a//evil.example/\xe9", 400, "");
    row("fragment", "GET /\xe9#x", 400, "");
    row("no path", "GET \xe9", 400, "");
    row("too long when encoded", "GET /" + std::string(50, '\xe9'), 414, "");
}

void OwnAnswersTest::leadToTheEncodedTarget() {
    QFETCH(std::string, line);
    RunningGateway running(gateway(freePort()));
    RawClient client(running.port());
    client.send(line + " HTTP/1.1\r\nHost: a\r\n\r\n");
    const auto response = client.readResponse(!line.starts_with("HEAD"));
    QTEST(response.status, "status");
    QTEST(response.field("Location"), "location");
}

void OwnAnswersTest::sayWhatAServerSpeaks_data() {
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<std::string>("part");
    QTest::newRow("HTTP/2 SETTINGS")
        << "\0\0\x12\x04\0\0\0\0\0"s + std::string(18, '\0') << "HTTP/2 alone"s;
    QTest::newRow("HTTP/2 GOAWAY") << "\0\0\x08\x07\0\0\0\0\0\0\0\0\0\0\0\0\1"s
                                   << "HTTP/2 alone"s;
    QTest::newRow("TLS alert") << "\x15\x03\x03\x00\x02\x02\x50"s
                               << "https://"s;
    QTest::newRow("SSH") << "SSH-2.0-OpenSSH_9.2\r\n"s
                         << "SSH-2.0-OpenSSH_9.2"s;
    QTest::newRow("Redis") << "-ERR unknown command\r\n"s
                           << "does not speak HTTP/1"s;
}

void OwnAnswersTest::sayWhatAServerSpeaks() {
    QFETCH(std::string, bytes);
    QFETCH(std::string, part);
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        if (connection.readHead()) connection.send(bytes);
        connection.waitForClose();
    });
    RunningGateway running(gateway(server.port()));
    const auto response = fetch(running.port(), "GET /site HTTP/1.1\r\nHost: a\r\n\r\n");
    QCOMPARE(response.status, 502);
    QVERIFY2(contains(response.body, part), response.body.c_str());
    QCOMPARE(response.field("Proxy-Status"),
             "sluice; error=http_protocol_error; next-hop=\"web-1\""s);
}

QTEST_GUILESS_MAIN(OwnAnswersTest)
#include "own_answers_test.moc"
