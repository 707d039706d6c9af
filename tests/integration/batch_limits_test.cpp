#include <QJsonObject>
#include <QtTest>
#include <atomic>
#include <thread>

#include "support/batch_client.h"
#include "support/running_gateway.h"
#include "support/scripted_server.h"

using namespace sluice;
using namespace Qt::StringLiterals;
using test::batchGatewayTo;
using test::batchRequest;
using test::echoRequests;
using test::Gate;
using test::gatewayTo;
using test::lineOf;
using test::postBatch;
using test::resultOf;
using test::runBatch;
using test::RunningGateway;
using test::ScriptedServer;
using test::textAnswer;

namespace {

constexpr int limit_ms = 60'000;

}  // namespace

/// What is no batch, and what is too much for one.
class BatchLimitsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void badDocumentsAreRefused_data();
    void badDocumentsAreRefused();
    void onlyThePathIsMeant();
    void runsSoManyAtOnce();
    void boundsTheBytesOfItsAnswers();
    void endsWhenItsTimeIsOver();
    void boundsTheBatchesAtOnce();
};

void BatchLimitsTest::badDocumentsAreRefused_data() {
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("said");
    const auto row = [](const char* name, const std::string& request, int status,
                        const char* said) {
        QTest::newRow(name) << QByteArray::fromStdString(request) << status << QByteArray(said);
    };
    row("syntax", batchRequest("[\n  {\"path\" \"/\"}\n]"), 400, "line 2, column 1");
    row("no array", batchRequest("{}"), 400, "line 1, column 1: expected an array of requests");
    row("too many", batchRequest("[1,2,3]"), 400, "3 requests, at most 2 are allowed");
    row("too large", batchRequest("[\"" + std::string(2000, 'x') + "\"]"), 413,
        "batch.max_body_bytes");
    row("text",
        "POST /batch HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n"
        "Content-Length: 2\r\n\r\n[]",
        415, "application/json");
    row("bad chunks",
        "POST /batch HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
        "Transfer-Encoding: chunked\r\n\r\nx\r\n",
        400, "bad-batch");
}

void BatchLimitsTest::badDocumentsAreRefused() {
    QFETCH(const QByteArray, request);
    QFETCH(const int, status);
    QFETCH(const QByteArray, said);
    ScriptedServer server(&echoRequests);
    RunningGateway gateway(
        batchGatewayTo(server.port(), "max_requests = 2\nmax_body_bytes = 1024\n"));
    const auto response = test::fetch(gateway.port(), request.toStdString());
    QCOMPARE(response.status, status);
    QVERIFY(response.field("Content-Type") == "application/problem+json");
    QVERIFY2(response.body.find(said.toStdString()) != std::string::npos, response.body.c_str());
    QCOMPARE(server.requests(), 0);
}

void BatchLimitsTest::onlyThePathIsMeant() {
    ScriptedServer server(&echoRequests);
    RunningGateway gateway(batchGatewayTo(server.port(), "path = '/many'\n"));
    QCOMPARE(postBatch(gateway.port(), "[]").body, std::string("POST /batch[]"));
    const std::string get = "GET /many HTTP/1.1\r\nHost: a\r\n\r\n";
    QCOMPARE(test::fetch(gateway.port(), get).body, std::string("GET /many"));
    RunningGateway without(gatewayTo(server.port()));
    QCOMPARE(postBatch(without.port(), "[]").body, std::string("POST /batch[]"));
}

void BatchLimitsTest::runsSoManyAtOnce() {
    std::atomic<int> inFlight = 0;
    std::atomic<int> most = 0;
    Gate three;
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        while (connection.readRequest()) {
            const int now = ++inFlight;
            for (int seen = most; seen < now && !most.compare_exchange_weak(seen, now);) {
            }
            if (now == 3) three.open();
            if (!three.wait(std::chrono::milliseconds(limit_ms))) return;
            --inFlight;
            if (!connection.send(textAnswer("x"))) return;
        }
    });
    RunningGateway gateway(batchGatewayTo(server.port(), "max_concurrent = 3\n"));
    std::string document = "[";
    for (int i = 0; i < 30; ++i)
        document += R"({"path": "/"},)";
    document.back() = ']';
    QCOMPARE(runBatch(gateway.port(), document)["successful"_L1].toInt(), 30);
    QCOMPARE(most.load(), 3);
}

void BatchLimitsTest::boundsTheBytesOfItsAnswers() {
    ScriptedServer server(textAnswer(std::string(1000, 'x')));
    RunningGateway gateway(
        batchGatewayTo(server.port(), "max_response_bytes = 3000\nmax_concurrent = 1\n"));
    const QJsonObject batch = runBatch(
        gateway.port(), R"([{"path": "/1"}, {"path": "/2"}, {"path": "/3"}, {"path": "/4"}])");
    QCOMPARE(batch["successful"_L1].toInt(), 2);
    QCOMPARE(resultOf(batch, 1)["body"_L1].toString().size(), 1000);
    QVERIFY(resultOf(batch, 2)["error"_L1].toString().contains("batch.max_response_bytes"_L1));
    QVERIFY(!resultOf(batch, 2).contains("body"_L1));
    QCOMPARE(resultOf(batch, 3)["status"_L1].toInt(), 502);
}

void BatchLimitsTest::endsWhenItsTimeIsOver() {
    Gate gone;
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        while (const auto request = connection.readRequest()) {
            if (lineOf(*request) == "GET /hangs") {
                connection.waitForClose();
                gone.open();
                return;
            }
            if (!connection.send(textAnswer("x"))) return;
        }
    });
    RunningGateway gateway(batchGatewayTo(server.port(), "timeout = '3s'\nmax_concurrent = 1\n"));
    const QJsonObject batch =
        runBatch(gateway.port(), R"([{"path": "/hangs"}, {"path": "/later"}, {"path": "bad"}])");
    QCOMPARE(batch["failed"_L1].toInt(), 3);
    for (const int index : {0, 1}) {
        QCOMPARE(resultOf(batch, index)["status"_L1].toInt(), 504);
        QVERIFY(resultOf(batch, index)["error"_L1].toString().contains("batch.timeout"_L1));
    }
    QCOMPARE(resultOf(batch, 2)["status"_L1].toInt(), 400);
    QVERIFY(gone.wait(std::chrono::milliseconds(limit_ms)));
}

void BatchLimitsTest::boundsTheBatchesAtOnce() {
    Gate go;
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        while (connection.readRequest()) {
            if (!go.wait(std::chrono::milliseconds(limit_ms))) return;
            if (!connection.send(textAnswer("x"))) return;
        }
    });
    // One for each of the two workers, so that of three one is refused while the others wait.
    RunningGateway gateway(batchGatewayTo(server.port(), "max_batches = 1\n"));
    const uint16_t port = gateway.port();
    Gate refused;
    std::atomic<int> busy = 0;
    std::atomic<int> well = 0;
    const auto ask = [&] {
        const auto response = postBatch(port, R"([{"path": "/"}])");
        well += response.status == 200 ? 1 : 0;
        if (response.status != 503 || !response.has("Retry-After")) return;
        ++busy;
        refused.open();
    };
    {
        const std::jthread one(ask), two(ask), three(ask);
        const bool told = refused.wait(std::chrono::milliseconds(limit_ms));
        go.open();
        QVERIFY(told);
    }
    QVERIFY(well >= 1);
    QCOMPARE(well + busy, 3);
    QCOMPARE(runBatch(gateway.port(), R"([{"path": "/"}])")["successful"_L1].toInt(), 1);
}

QTEST_GUILESS_MAIN(BatchLimitsTest)
#include "batch_limits_test.moc"
