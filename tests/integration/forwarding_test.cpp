#include <QtTest>

#include "support/cached_gateway.h"
#include "support/raw_client.h"
#include "support/running_gateway.h"
#include "support/scripted_server.h"

using namespace std::literals;
using sluice::test::cached;
using sluice::test::fetch;
using sluice::test::gatewayTo;
using sluice::test::purge;
using sluice::test::RawClient;
using sluice::test::RunningGateway;
using sluice::test::ScriptedServer;

/// What a server gets of a client's message, and a client of a server's.
class ForwardingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void choosesTheHost_data();
    void choosesTheHost();
    void mapsTheServersLocation();
    void storesTheLocationForClients();
    void hearsTrustedProxiesAlone_data();
    void hearsTrustedProxiesAlone();
    void hearsProxiesAsFarAsTheyAreTrusted_data();
    void hearsProxiesAsFarAsTheyAreTrusted();
    void storesByWhatProxiesTold();
    void speaksItsOwnVersion_data();
    void speaksItsOwnVersion();
    void ignoresOffersToUpgrade_data();
    void ignoresOffersToUpgrade();
    void refusesAnUpgradeThatNobodyAskedFor();
    void editsTrailers();
    void limitsTheHops_data();
    void limitsTheHops();
};

namespace {

const std::string ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

/// A field of what the server received; empty: there is none.
std::string seen(const ScriptedServer& server, const std::string& name) {
    const std::string received = "\r\n" + server.received();
    const size_t at = received.find("\r\n" + name + ": ");
    if (at == received.npos) return {};
    const size_t begin = at + name.size() + 4;
    return received.substr(begin, received.find("\r\n", begin) - begin);
}

}  // namespace

void ForwardingTest::choosesTheHost_data() {
    QTest::addColumn<std::string>("preserve");
    QTest::addColumn<bool>("clients");
    QTest::newRow("default") << ""s << true;
    QTest::newRow("auto") << "preserve_host = \"auto\""s << true;
    QTest::newRow("true") << "preserve_host = true"s << true;
    QTest::newRow("false") << "preserve_host = false"s << false;
}

void ForwardingTest::choosesTheHost() {
    QFETCH(std::string, preserve);
    QFETCH(bool, clients);
    ScriptedServer server(ok);
    RunningGateway gateway(gatewayTo(server.port(), "", preserve));
    QCOMPARE(gateway.error(), ""s);
    QCOMPARE(fetch(gateway.port(), "GET / HTTP/1.1\r\nHost: app.localhost:81\r\n\r\n").status, 200);
    const std::string own = "127.0.0.1:" + std::to_string(server.port());
    QCOMPARE(seen(server, "Host"), clients ? "app.localhost:81"s : own);
    QCOMPARE(seen(server, "X-Forwarded-Host"), "app.localhost:81"s);
}

void ForwardingTest::mapsTheServersLocation() {
    ScriptedServer server([](ScriptedServer::Connection& connection) {
        while (const auto request = connection.readRequest()) {
            const size_t at = request->head.find("\r\nHost: ") + 8;
            const std::string host = request->head.substr(at, request->head.find('\r', at) - at);
            connection.send("HTTP/1.1 302 Found\r\nLocation: http://" + host +
                            "/in\r\nContent-Length: 0\r\n\r\n");
        }
    });
    const auto location = [&](const std::string& pool, const std::string& route) {
        RunningGateway gateway(gatewayTo(server.port(), "", pool, route));
        return fetch(gateway.port(), "GET /v1/x HTTP/1.1\r\nHost: app.localhost:81\r\n\r\n")
            .field("Location");
    };
    QCOMPARE(location("preserve_host = false", ""), "/in"s);
    QCOMPARE(location("", ""), "http://app.localhost:81/in"s);
    QCOMPARE(location("", "strip_prefix = \"/v1\""), "http://app.localhost:81/v1/in"s);
}

void ForwardingTest::storesTheLocationForClients() {
    std::string own;
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        while (connection.readRequest())
            connection.send("HTTP/1.1 301 Moved\r\nCache-Control: max-age=60\r\nLocation: " + own +
                            "/in\r\nContent-Length: 0\r\n\r\n");
    });
    own = "http://127.0.0.1:" + std::to_string(server.port());
    RunningGateway gateway(gatewayTo(server.port(), "", "preserve_host = false", "[cache]\n"));
    for (int i = 0; i < 2; ++i) {
        const auto answer = fetch(gateway.port(), "GET /x HTTP/1.1\r\nHost: a\r\n\r\n");
        QCOMPARE(answer.field("Location"), "/in"s);
    }
    QCOMPARE(server.requests(), 1);
}

void ForwardingTest::hearsTrustedProxiesAlone_data() {
    QTest::addColumn<std::string>("listen");
    QTest::addColumn<bool>("trusted");
    QTest::newRow("loopback by default") << ""s << true;
    QTest::newRow("a range") << "trusted_proxies = [\"127.0.0.0/30\"]"s << true;
    QTest::newRow("others") << "trusted_proxies = [\"10.0.0.0/8\", \"::1\"]"s << false;
    QTest::newRow("nobody") << "trusted_proxies = []"s << false;
}

void ForwardingTest::hearsTrustedProxiesAlone() {
    QFETCH(std::string, listen);
    QFETCH(bool, trusted);
    ScriptedServer server(ok);
    RunningGateway gateway(gatewayTo(server.port(), listen));
    QCOMPARE(gateway.error(), ""s);
    fetch(gateway.port(),
          "GET / HTTP/1.1\r\nHost: a.example\r\nX-Forwarded-For: 203.0.113.9\r\n"
          "X-Forwarded-Proto: https\r\nX-Forwarded-Host: b.example\r\nX-Forwarded-Port: 444\r\n"
          "Forwarded: for=203.0.113.9\r\n\r\n");
    QCOMPARE(seen(server, "X-Forwarded-For"), trusted ? "203.0.113.9, 127.0.0.1"s : "127.0.0.1"s);
    QCOMPARE(seen(server, "X-Forwarded-Proto"), trusted ? "https"s : "http"s);
    QCOMPARE(seen(server, "X-Forwarded-Host"), trusted ? "b.example"s : "a.example"s);
    QCOMPARE(seen(server, "X-Forwarded-Port"), trusted ? "444"s : ""s);
    QCOMPARE(seen(server, "Forwarded").starts_with("for=203.0.113.9, "), trusted);
}

/// What a client told a trusted proxy, which has passed it on, is worth nothing.
void ForwardingTest::hearsProxiesAsFarAsTheyAreTrusted_data() {
    QTest::addColumn<std::string>("told");
    QTest::addColumn<std::string>("passed");
    QTest::newRow("its client's") << "for=x;proto=https;host=evil.example, for=203.0.113.9"s
                                  << "for=203.0.113.9"s;
    QTest::newRow("another proxy's") << "for=203.0.113.9;proto=http, for=127.0.0.2"s
                                     << "for=203.0.113.9;proto=http, for=127.0.0.2"s;
    QTest::newRow("malformed") << "for=203.0.113.9;proto=\"https"s
                               << ""s;
}

void ForwardingTest::hearsProxiesAsFarAsTheyAreTrusted() {
    QFETCH(std::string, told);
    QFETCH(std::string, passed);
    ScriptedServer server(ok);
    RunningGateway gateway(gatewayTo(server.port()));
    fetch(gateway.port(), "GET / HTTP/1.1\r\nHost: a.example\r\nForwarded: " + told + "\r\n\r\n");
    const std::string own = "for=127.0.0.1;host=\"a.example\";proto=http";
    QCOMPARE(seen(server, "Forwarded"), passed.empty() ? own : passed + ", " + own);
    QCOMPARE(seen(server, "X-Forwarded-Host"), "a.example"s);
    QCOMPARE(seen(server, "X-Forwarded-Proto"), "http"s);
}

/// Its answers may differ by that without a Vary, as those that make absolute URLs do.
void ForwardingTest::storesByWhatProxiesTold() {
    ScriptedServer server([](ScriptedServer::Connection& connection) {
        while (const auto request = connection.readRequest()) {
            const size_t at = request->head.find("X-Forwarded-Proto: ") + 19;
            const std::string proto = request->head.substr(at, request->head.find('\r', at) - at);
            connection.send("HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: " +
                            std::to_string(proto.size()) + "\r\n\r\n" + proto);
        }
    });
    RunningGateway gateway(cached(server.port()));
    QCOMPARE(gateway.error(), ""s);
    const auto body = [&](const std::string& fields) {
        return fetch(gateway.port(), "GET /x HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n").body;
    };
    const std::string byTls = "X-Forwarded-Proto: https\r\n";
    for (int i = 0; i < 2; ++i) {
        QCOMPARE(body(""), "http"s);
        QCOMPARE(body("X-Forwarded-For: 203.0.113.9\r\nX-Forwarded-Proto: http\r\n"), "http"s);
        QCOMPARE(body(byTls), "https"s);
        QCOMPARE(body("Forwarded: for=203.0.113.9;proto=https\r\n"), "https"s);
        QCOMPARE(body(byTls + "X-Forwarded-Host: b\r\n"), "https"s);
    }
    QCOMPARE(server.requests(), 3);
    QCOMPARE(purge(gateway, "url:http://a/x").status, 200);
    for (const std::string& fields : {""s, byTls, byTls + "X-Forwarded-Host: b\r\n"})
        body(fields);
    QCOMPARE(server.requests(), 6);
}

void ForwardingTest::speaksItsOwnVersion_data() {
    QTest::addColumn<std::string>("answer");
    QTest::newRow("a length") << "HTTP/1.0 200 Fine\r\nContent-Length: 2\r\n\r\nok"s;
    QTest::newRow("until it closes") << "HTTP/1.0 200 Fine\r\nConnection: close\r\n\r\nok"s;
}

void ForwardingTest::speaksItsOwnVersion() {
    QFETCH(std::string, answer);
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        if (connection.readRequest()) connection.send(answer);
    });
    RunningGateway gateway(gatewayTo(server.port()));
    RawClient client(gateway.port());
    for (int i = 0; i < 2; ++i) {  // on one connection
        QVERIFY(client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
        const auto response = client.readResponse();
        QVERIFY2(response.head.starts_with("HTTP/1.1 200 Fine\r\n"), response.head.c_str());
        QCOMPARE(response.body, "ok"s);
        QCOMPARE(response.field("Via"), "1.0 sluice"s);
        QVERIFY(!response.has("Connection"));
        QVERIFY(response.has("Date"));
    }
    const auto old = fetch(gateway.port(), "GET / HTTP/1.0\r\n\r\n");
    QCOMPARE(old.body, "ok"s);
    QVERIFY(!old.has("Transfer-Encoding"));
    QVERIFY(server.received().find("Via: 1.0 sluice\r\n") != std::string::npos);
}

void ForwardingTest::ignoresOffersToUpgrade_data() {
    QTest::addColumn<std::string>("fields");
    QTest::addColumn<std::string>("body");
    QTest::newRow("h2c") << "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
                            "HTTP2-Settings: AAEAAEAAAAIAAAAB\r\n"s
                         << ""s;
    QTest::newRow("unlisted") << "Connection: Upgrade\r\nUpgrade: echo\r\n"s
                              << ""s;
    QTest::newRow("with a body")
        << "Connection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 4\r\n"s
        << "body"s;
}

/// They are ordinary requests: cached, for one.
void ForwardingTest::ignoresOffersToUpgrade() {
    QFETCH(std::string, fields);
    QFETCH(std::string, body);
    ScriptedServer server(
        "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: 2\r\n\r\nok");
    RunningGateway gateway(gatewayTo(server.port(), "", "", "[cache]\n"));
    for (int i = 0; i < 2; ++i) {
        QCOMPARE(
            fetch(gateway.port(), "GET / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n" + body).body,
            "ok"s);
    }
    QCOMPARE(server.requests(), body.empty() ? 1 : 2);
    for (const char* name : {"Upgrade", "HTTP2-Settings", "Connection"})
        QCOMPARE(seen(server, name), ""s);
}

void ForwardingTest::refusesAnUpgradeThatNobodyAskedFor() {
    ScriptedServer server("HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n");
    RunningGateway gateway(gatewayTo(server.port(), "", "retry = { attempts = 0 }"));
    for (const std::string fields : {"", "Connection: Upgrade\r\nUpgrade: h2c\r\n",
                                     "Connection: Upgrade\r\nUpgrade: websocket\r\n"}) {
        QCOMPARE(fetch(gateway.port(), "GET / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n").status,
                 502);
    }
}

void ForwardingTest::editsTrailers() {
    ScriptedServer server([](ScriptedServer::Connection& connection) {
        while (connection.readRequest())
            connection.send(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n"
                "X-Powered-By: php\r\nX-Sum: 7\r\n\r\n");
    });
    RunningGateway gateway(gatewayTo(server.port(), "", "",
                                     "remove_request_headers = [\"X-Debug\"]\n"
                                     "set_request_headers = { X-Role = \"guest\" }\n"
                                     "remove_response_headers = [\"X-Powered-By\"]\n"));
    const auto answer =
        fetch(gateway.port(),
              "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n"
              "X-Role: admin\r\nX-Debug: 1\r\nX-Forwarded-For: 6.6.6.6\r\nX-Sum: 3\r\n\r\n");
    QCOMPARE(answer.trailers, "X-Sum: 7\r\n"s);
    const std::string received = server.received();
    QVERIFY2(received.ends_with("0\r\nX-Sum: 3\r\n\r\n"), received.c_str());
}

void ForwardingTest::limitsTheHops_data() {
    QTest::addColumn<std::string>("request");
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("forwarded");
    QTest::newRow("last") << "OPTIONS * HTTP/1.1\r\nMax-Forwards: 0\r\n"s << 200 << 0;
    QTest::newRow("further") << "OPTIONS /a HTTP/1.1\r\nMax-Forwards: 2\r\n"s << 200 << 1;
    QTest::newRow("bad") << "OPTIONS /a HTTP/1.1\r\nMax-Forwards: many\r\n"s << 400 << 0;
    QTest::newRow("GET") << "GET /a HTTP/1.1\r\nMax-Forwards: 0\r\n"s << 200 << 1;
    QTest::newRow("TRACE to the last") << "TRACE /a HTTP/1.1\r\nMax-Forwards: 0\r\n"s << 405 << 0;
    QTest::newRow("TRACE") << "TRACE /a HTTP/1.1\r\nMax-Forwards: 2\r\n"s << 405 << 0;
}

void ForwardingTest::limitsTheHops() {
    QFETCH(std::string, request);
    QFETCH(int, status);
    QFETCH(int, forwarded);
    ScriptedServer server(ok);
    RunningGateway gateway(gatewayTo(server.port()));
    const auto answer = fetch(gateway.port(), request + "Host: a\r\n\r\n");
    QCOMPARE(answer.status, status);
    QCOMPARE(answer.has("Allow"), status == 405);
    for (const char* name : {"Date", "Via", "X-Request-Id"})
        QVERIFY2(answer.has(name), answer.head.c_str());
    QCOMPARE(server.requests(), forwarded);
    if (request.starts_with("OPTIONS") && forwarded == 1)
        QCOMPARE(seen(server, "Max-Forwards"), "1"s);
}

QTEST_GUILESS_MAIN(ForwardingTest)
#include "forwarding_test.moc"
