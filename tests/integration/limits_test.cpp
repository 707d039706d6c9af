#include <QtTest>
#include <memory>
#include <vector>

#include "support/nginx_process.h"
#include "support/raw_client.h"
#include "support/running_gateway.h"
#include "support/scripted_server.h"

using namespace std::string_literals;
using sluice::test::fetch;
using sluice::test::freePort;
using sluice::test::Gate;
using sluice::test::gatewayTo;
using sluice::test::RawClient;
using sluice::test::RunningGateway;
using sluice::test::ScriptedServer;

namespace {

constexpr int limit_ms = 30'000;
constexpr const char* request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
constexpr const char* okAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

std::string problem(const char* type) {
    return "\"type\":\"urn:sluice:problem:"s + type + "\"";
}

}  // namespace

/// What is too large, too slow or too much.
class LimitsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void refusesWhatIsTooLarge_data();
    void refusesWhatIsTooLarge();
    void takesWhatIsJustSmallEnough();
    void givesUpSlowHeads();
    void givesUpSlowBodies();
    void givesUpBodiesThatTrickle();
    void closesIdleConnections();
    void givesUpClientsThatDoNotRead();
    void bearsWithClientsThatReadSlowly();
    void boundsConnections();
    void idleClientsDoNotLockOutTheAdmin();
    void boundsWaitingRequests_data();
    void boundsWaitingRequests();
    void givesUpSlowServers_data();
    void givesUpSlowServers();
    void tellsOfServersThatAreDown();
};

void LimitsTest::refusesWhatIsTooLarge_data() {
    QTest::addColumn<std::string>("request");
    QTest::addColumn<int>("status");
    const std::string post = "POST / HTTP/1.1\r\nHost: a\r\n";
    QTest::newRow("head") << "GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(1100, 'x') +
                                 "\r\n\r\n"
                          << 431;
    QTest::newRow("head without end")
        << "GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(1100, 'x') << 431;
    QTest::newRow("many fields") << [] {
        std::string head = "GET / HTTP/1.1\r\nHost: a\r\n";
        for (int i = 0; i < 300; ++i)
            head += "X:y\r\n";
        return head + "\r\n";
    }() << 431;
    QTest::newRow("target") << "GET /" + std::string(100, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n"
                            << 414;
    QTest::newRow("length") << post + "Content-Length: 101\r\n\r\n" << 413;
    QTest::newRow("chunk") << post + "Transfer-Encoding: chunked\r\n\r\n65\r\n" << 413;
    QTest::newRow("chunks") << post + "Transfer-Encoding: chunked\r\n\r\n32\r\n" +
                                   std::string(50, 'x') + "\r\n33\r\n"
                            << 413;
}

void LimitsTest::refusesWhatIsTooLarge() {
    QFETCH(std::string, request);
    ScriptedServer server(okAnswer);
    RunningGateway gateway(
        gatewayTo(server.port(),
                  "max_header_bytes = \"1KiB\"\nmax_target_bytes = 100\nmax_body_bytes = 100"));
    QCOMPARE(gateway.error(), ""s);
    RawClient client(gateway.port());
    QVERIFY(client.send(request));
    const auto response = client.readResponse();
    QTEST(response.status, "status");
    QCOMPARE(response.field("Content-Type"), "application/problem+json"s);
    QCOMPARE(response.field("Connection"), "close"s);
    QCOMPARE(client.readToEnd(), ""s);
    QCOMPARE(client.end(), RawClient::End::closed);
    QVERIFY2(server.received().find("\r\n0\r\n") == std::string::npos, "as a whole one");
}

void LimitsTest::takesWhatIsJustSmallEnough() {
    ScriptedServer server(okAnswer);
    RunningGateway gateway(
        gatewayTo(server.port(),
                  "max_header_bytes = \"1KiB\"\nmax_target_bytes = 100\nmax_body_bytes = 100"));
    const std::string target = "/" + std::string(99, 'a');
    const std::string head =
        "POST " + target + " HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\nX: ";
    const std::string rest(1024 - head.size() - 4, 'x');
    QCOMPARE(fetch(gateway.port(), head + rest + "\r\n\r\n" + std::string(100, 'b')).status, 200);
    QCOMPARE(fetch(gateway.port(),
                   "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
                   "\r\n64\r\n" +
                       std::string(100, 'b') + "\r\n0\r\n\r\n")
                 .status,
             200);
}

void LimitsTest::givesUpSlowHeads() {
    ScriptedServer server(okAnswer);
    RunningGateway gateway(gatewayTo(server.port(), "header_timeout = \"300ms\""));
    RawClient client(gateway.port());
    client.send("GET / HTTP/1.1\r\nHost: ");
    const auto response = client.readResponse();
    QCOMPARE(response.status, 408);
    QCOMPARE(response.field("Connection"), "close"s);
    QCOMPARE(client.readToEnd(), ""s);
    QCOMPARE(server.connections(), 0);
}

/// The server may have seen the beginning, but no end.
void LimitsTest::givesUpSlowBodies() {
    ScriptedServer server(okAnswer);
    RunningGateway gateway(gatewayTo(server.port(), "body_timeout = \"300ms\""));
    RawClient client(gateway.port());
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf");
    const auto response = client.readResponse();
    QCOMPARE(response.status, 408);
    QCOMPARE(response.field("Connection"), "close"s);
    QCOMPARE(client.readToEnd(), ""s);
    QCOMPARE(client.end(), RawClient::End::closed);
    QCOMPARE(server.requests(), 0);
}

/// Each byte comes in time, but all of them together would take for ever.
void LimitsTest::givesUpBodiesThatTrickle() {
    ScriptedServer server(okAnswer);
    RunningGateway gateway(gatewayTo(server.port(), "min_body_rate = \"1KiB\""));
    QCOMPARE(gateway.error(), ""s);
    RawClient client(gateway.port());
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n");
    for (int i = 0; i < 80; ++i, QTest::qSleep(100))
        QVERIFY(client.send("x"));
    const auto response = client.readResponse();
    QCOMPARE(response.status, 408);
    QVERIFY2(response.body.find("listen.min_body_rate = 1024") != std::string::npos,
             response.body.c_str());
    QCOMPARE(server.requests(), 0);
}

void LimitsTest::closesIdleConnections() {
    ScriptedServer server(okAnswer);
    RunningGateway gateway(gatewayTo(server.port(), "idle_timeout = \"300ms\""));
    RawClient fresh(gateway.port());
    QCOMPARE(fresh.readToEnd(), ""s);
    QCOMPARE(fresh.end(), RawClient::End::closed);
    RawClient used(gateway.port());
    used.send(request);
    QCOMPARE(used.readResponse().status, 200);
    QCOMPARE(used.readToEnd(), ""s);
    QCOMPARE(used.end(), RawClient::End::closed);
}

void LimitsTest::givesUpClientsThatDoNotRead() {
    constexpr size_t size = 64 * 1024 * 1024;
    Gate gone;
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        if (!connection.readRequest()) return;
        const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(size);
        if (!connection.send(head + "\r\n\r\n" + std::string(size, 'x'))) gone.open();
    });
    RunningGateway gateway(gatewayTo(server.port(), "write_timeout = \"300ms\""));
    RawClient client(gateway.port());
    client.send(request);
    QVERIFY(gone.wait());
    QVERIFY(client.readToEnd().size() < size);
    QTRY_VERIFY_WITH_TIMEOUT(gateway.idle(), limit_ms);
}

/// So slowly that the system does not tell in time that there is space for more.
void LimitsTest::bearsWithClientsThatReadSlowly() {
    constexpr size_t size = 16 * 1024 * 1024;
    const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(size);
    ScriptedServer server(head + "\r\n\r\n" + std::string(size, 'x'));
    RunningGateway gateway(
        gatewayTo(server.port(), "write_timeout = \"4s\"", "timeouts = { write = \"5m\" }"));
    QCOMPARE(gateway.error(), ""s);
    RawClient client(gateway.port());
    client.limitBuffer();
    client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    size_t received = client.readUntil("\r\n\r\n").size();
    QElapsedTimer clock;
    for (clock.start(); clock.elapsed() < 7000; QTest::qSleep(10))
        received += client.read(1024).size();
    received += client.readToEnd().size();
    QVERIFY2(received > size, std::to_string(received).c_str());
}

void LimitsTest::boundsConnections() {
    ScriptedServer server(okAnswer);
    RunningGateway gateway(gatewayTo(server.port(), "max_connections = 2"));
    RawClient first(gateway.port());
    RawClient second(gateway.port());
    for (RawClient* client : {&first, &second}) {
        client->send(request);
        QCOMPARE(client->readResponse().status, 200);
    }
    const auto refused = fetch(gateway.port(), request);
    QCOMPARE(refused.status, 503);
    QVERIFY2(refused.body.find(problem("too-many-connections")) != std::string::npos,
             refused.body.c_str());
    QVERIFY(refused.has("Retry-After"));
    QTRY_COMPARE_WITH_TIMEOUT(gateway.snapshot()->connectionsRefused, uint64_t{1}, limit_ms);
    second.close();
    QTRY_COMPARE_WITH_TIMEOUT(gateway.snapshot()->connectionsOpen, 1, limit_ms);
    QCOMPARE(fetch(gateway.port(), request).status, 200);
    first.send(request);
    QCOMPARE(first.readResponse().status, 200);
}

void LimitsTest::idleClientsDoNotLockOutTheAdmin() {
    RunningGateway gateway(gatewayTo(freePort()));
    QCOMPARE(gateway.error(), ""s);
    std::vector<std::unique_ptr<RawClient>> idle;
    for (int i = 0; i < 300; ++i)
        idle.push_back(std::make_unique<RawClient>(gateway.adminPort()));
    const auto health =
        fetch(gateway.adminPort(), "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:" +
                                       std::to_string(gateway.adminPort()) + "\r\n\r\n");
    QCOMPARE(health.status, 200);
}

void LimitsTest::boundsWaitingRequests_data() {
    QTest::addColumn<std::string>("pool");
    QTest::addColumn<std::string>("type");
    QTest::newRow("queue") << "connections = { max = 1, waiting = 0 }"s << problem("queue-full");
    QTest::newRow("time") << "connections = { max = 1 }\ntimeouts = { acquire = \"300ms\" }"s
                          << problem("acquire-timeout");
}

void LimitsTest::boundsWaitingRequests() {
    QFETCH(std::string, pool);
    QFETCH(std::string, type);
    Gate asked;
    Gate refused;
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        if (!connection.readRequest()) return;
        asked.open();
        if (refused.wait()) connection.send(okAnswer);
    });
    // Each worker has its share of the connections, one at least: with one worker it is the only.
    QByteArray text = QByteArray::fromStdString(gatewayTo(server.port(), "", pool));
    RunningGateway gateway(text.replace("workers = 2", "workers = 1").toStdString());
    QCOMPARE(gateway.error(), ""s);
    RawClient first(gateway.port());
    first.send(request);
    QVERIFY(asked.wait());
    const auto response = fetch(gateway.port(), request);
    QCOMPARE(response.status, 503);
    QVERIFY2(response.body.find(type) != std::string::npos, response.body.c_str());
    refused.open();
    QCOMPARE(first.readResponse().status, 200);
}

void LimitsTest::givesUpSlowServers_data() {
    QTest::addColumn<std::string>("transport");
    QTest::addColumn<std::string>("pool");
    QTest::addColumn<std::string>("route");
    for (const char* transport : {"direct", "qt"}) {
        QTest::addRow("read timeout of the pool, %s", transport)
            << std::string(transport) << "timeouts = { read = \"300ms\" }"s
            << ""s;
        QTest::addRow("timeout of the route, %s", transport) << std::string(transport) << ""s
                                                             << "timeout = \"300ms\""s;
    }
}

void LimitsTest::givesUpSlowServers() {
    QFETCH(std::string, transport);
    QFETCH(std::string, pool);
    QFETCH(std::string, route);
    ScriptedServer server([](ScriptedServer::Connection& connection) {
        connection.readRequest();
        connection.waitForClose();
    });
    RunningGateway gateway(
        gatewayTo(server.port(), "", "transport = \"" + transport + "\"\n" + pool, route));
    QCOMPARE(gateway.error(), ""s);
    const auto response = fetch(gateway.port(), request);
    QCOMPARE(response.status, 504);
    QVERIFY2(response.body.find("\"server\":\"web-1\"") != std::string::npos,
             response.body.c_str());
}

void LimitsTest::tellsOfServersThatAreDown() {
    RunningGateway gateway(gatewayTo(freePort()));
    const auto response = fetch(gateway.port(), request);
    QCOMPARE(response.status, 502);
    for (const std::string fact : {"\"pool\":\"web\"", "\"server\":\"web-1\"", "refused"})
        QVERIFY2(response.body.find(fact) != std::string::npos, response.body.c_str());
}

QTEST_GUILESS_MAIN(LimitsTest)
#include "limits_test.moc"
