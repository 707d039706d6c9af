#include <QtTest>
#include <atomic>
#include <cstdlib>

#include "support/raw_client.h"
#include "support/running_gateway.h"
#include "support/scripted_server.h"

using sluice::test::fetch;
using sluice::test::gatewayTo;
using sluice::test::RawClient;
using sluice::test::RunningGateway;
using sluice::test::ScriptedServer;

namespace {

constexpr int limit_ms = 30'000;
constexpr const char* okAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

/// As a client that closes its socket, or as one whose machine is switched off.
void vanish(RawClient& client, size_t variant) {
    if (variant % 2 == 0) {
        client.close();
    } else {
        client.reset();
    }
}

/// The number in "/17 HTTP/1.1".
size_t numberInTarget(const std::string& head) {
    return std::strtoul(head.c_str() + head.find('/') + 1, nullptr, 10);
}

}  // namespace

/// Clients and servers that vanish at every point of a request and of an answer.
class DisconnectTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void clientVanishesInItsRequest_data();
    void clientVanishesInItsRequest();
    void clientVanishesInTheAnswer_data();
    void clientVanishesInTheAnswer();
    void serverVanishesInItsAnswer_data();
    void serverVanishesInItsAnswer();
    void serverVanishesWhileTheClientUploads();
};

void DisconnectTest::clientVanishesInItsRequest_data() {
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<QByteArray>("end");  // what only a complete request has
    QTest::newRow("length") << QByteArray(
                                   "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n"
                                   "bodybodyZ")
                            << QByteArray("Z");
    QTest::newRow("chunked") << QByteArray(
                                    "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
                                    "\r\n4\r\nbody\r\n2;x=y\r\nbo\r\n0\r\nT: v\r\n\r\n")
                             << QByteArray("\r\n0\r\n");
}

void DisconnectTest::clientVanishesInItsRequest() {
    QFETCH(QByteArray, request);
    QFETCH(QByteArray, end);
    ScriptedServer server(okAnswer);
    RunningGateway gateway(gatewayTo(server.port()));
    QCOMPARE(gateway.error(), std::string());
    const uint16_t port = gateway.port();
    const std::string whole = request.toStdString();
    for (size_t sent = 0; sent < whole.size(); ++sent) {
        RawClient client(port);
        QVERIFY(client.send(whole.substr(0, sent)));
        vanish(client, sent);
    }
    QTRY_VERIFY_WITH_TIMEOUT(gateway.idle(), limit_ms);
    QVERIFY2(server.received().find(end.toStdString()) == std::string::npos,
             "a request that was cut short reached the server as a whole one");
    QCOMPARE(fetch(port, whole).status, 200);
    QVERIFY(server.received().find(end.toStdString()) != std::string::npos);
}

void DisconnectTest::clientVanishesInTheAnswer_data() {
    QTest::addColumn<QByteArray>("answer");  // without its end
    QTest::newRow("length") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nbodybody");
    QTest::newRow("chunked") << QByteArray(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n4\r\nbo");
    QTest::newRow("close") << QByteArray("HTTP/1.1 200 OK\r\n\r\nbodybody");
}

void DisconnectTest::clientVanishesInTheAnswer() {
    QFETCH(QByteArray, answer);
    std::atomic<int> answering = 0;
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        const auto request = connection.readRequest();
        if (!request) return;
        ++answering;
        if (numberInTarget(request->head) == 0) {
            connection.send(okAnswer);
        } else {
            for (const char byte : answer)
                connection.send({&byte, 1});
        }
        connection.waitForClose();
        --answering;
    });
    // No time limit is to end what the client's end must.
    RunningGateway gateway(gatewayTo(server.port(), "", "timeouts = { read = \"10m\" }"));
    QCOMPARE(gateway.error(), std::string());
    const uint16_t port = gateway.port();
    const std::string request = "GET /1 HTTP/1.1\r\nHost: a\r\nX-Request-Id: r\r\n\r\n";
    RawClient first(port);
    QVERIFY(first.send(request));
    const size_t available = first.readUntil("\r\n\r\n").size() + 1;
    first.reset();
    for (size_t read = 0; read <= available; ++read) {
        RawClient client(port);
        QVERIFY(client.send(request));
        QCOMPARE(client.read(read).size(), read);
        vanish(client, read);
    }
    QTRY_VERIFY_WITH_TIMEOUT(gateway.idle(), limit_ms);
    QTRY_COMPARE_WITH_TIMEOUT(answering.load(), 0, limit_ms);
    QCOMPARE(fetch(port, "GET /0 HTTP/1.1\r\nHost: a\r\n\r\n").body, std::string("ok"));
}

void DisconnectTest::serverVanishesInItsAnswer_data() {
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<int>("minorVersion");  // of the client
    QTest::addColumn<bool>("byReset");
    const std::pair<const char*, const char*> answers[] = {
        {"length", "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nbodybody"},
        {"chunked",
         "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\nT: v\r\n\r\n"},
        {"close", "HTTP/1.1 200 OK\r\n\r\nbodybody"},
    };
    for (const auto& [name, answer] : answers) {
        const bool byReset = qstrcmp(name, "close") == 0;
        for (const int version : {0, 1}) {
            QTest::addRow("%s to HTTP/1.%d", name, version)
                << QByteArray(answer) << version << byReset;
        }
    }
}

void DisconnectTest::serverVanishesInItsAnswer() {
    QFETCH(QByteArray, answer);
    QFETCH(int, minorVersion);
    QFETCH(bool, byReset);
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        const auto request = connection.readRequest();
        if (!request) return;
        const size_t sent = numberInTarget(request->head);
        connection.send(std::string_view(answer.constData(), sent));
        const bool whole = sent == static_cast<size_t>(answer.size());
        if (byReset && !whole) connection.reset();
    });
    RunningGateway gateway(gatewayTo(server.port()));
    QCOMPARE(gateway.error(), std::string());
    const uint16_t port = gateway.port();
    for (int sent = 0; sent <= answer.size(); ++sent) {
        RawClient client(port);
        client.send("GET /" + std::to_string(sent) + " HTTP/1." + std::to_string(minorVersion) +
                    "\r\nHost: a\r\n\r\n");
        const auto response = client.readResponse();
        const std::string seen = std::to_string(sent) + " bytes sent: " + response.head +
                                 response.body + (response.complete ? " complete" : " cut");
        QVERIFY2(client.end() != RawClient::End::timedOut, seen.c_str());
        if (sent == answer.size()) {
            QVERIFY2(response.status == 200 && response.complete, seen.c_str());
        } else {
            QVERIFY2(response.status != 200 || !response.complete, seen.c_str());
            if (response.complete) QCOMPARE(response.status, 502);
        }
    }
    QTRY_VERIFY_WITH_TIMEOUT(gateway.idle(), limit_ms);
}

void DisconnectTest::serverVanishesWhileTheClientUploads() {
    ScriptedServer server([](ScriptedServer::Connection& connection) {
        connection.readHead();
        connection.readSome();
        connection.reset();
    });
    RunningGateway gateway(gatewayTo(server.port()));
    QCOMPARE(gateway.error(), std::string());
    for (int i = 0; i < 20; ++i) {
        RawClient client(gateway.port());
        QVERIFY(client.send("PUT /a HTTP/1.1\r\nHost: a\r\nContent-Length: 100000000\r\n\r\n"));
        client.send(std::string(100'000, 'a'));
        QCOMPARE(client.readResponse().status, 502);
    }
    QTRY_VERIFY_WITH_TIMEOUT(gateway.idle(), limit_ms);
}

QTEST_GUILESS_MAIN(DisconnectTest)
#include "disconnect_test.moc"
