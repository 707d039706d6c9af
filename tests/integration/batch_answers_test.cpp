#include <QJsonArray>
#include <QJsonObject>
#include <QtTest>
#include <algorithm>

#include "support/batch_client.h"
#include "support/running_gateway.h"
#include "support/scripted_server.h"

using namespace sluice;
using namespace Qt::StringLiterals;
using test::batchGatewayTo;
using test::batchRequest;
using test::Gate;
using test::gatewayTo;
using test::lineOf;
using test::objectOf;
using test::postBatch;
using test::RawClient;
using test::resultOf;
using test::runBatch;
using test::RunningGateway;
using test::ScriptedServer;
using test::textAnswer;

namespace {

constexpr int limit_ms = 60'000;

}  // namespace

/// What a batch says of its items, and what is counted of them.
class BatchAnswersTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void answersInTheOrderOfTheRequests();
    void passesHeadersAndBodies();
    void badItemsFailAlone();
    void streamsResultsAsTheyCome();
    void streamsWhereAcceptSaysSo_data();
    void streamsWhereAcceptSaysSo();
    void countsEveryItem();
};

void BatchAnswersTest::answersInTheOrderOfTheRequests() {
    Gate second;
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        while (const auto request = connection.readRequest()) {
            const std::string line = lineOf(*request);
            if (line == "GET /1" && !second.wait(std::chrono::milliseconds(limit_ms))) return;
            if (line == "GET /2") second.open();
            if (!connection.send(textAnswer(line))) return;
        }
    });
    RunningGateway gateway(batchGatewayTo(server.port()));
    QVERIFY2(gateway.error().empty(), gateway.error().c_str());
    const QJsonObject batch =
        runBatch(gateway.port(), R"([{"id": "one", "path": "/1"}, {"id": 2, "path": "/2"}])");
    QCOMPARE(batch["results"_L1].toArray().size(), 2);
    QCOMPARE(resultOf(batch, 0)["id"_L1], QJsonValue(u"one"_s));
    QCOMPARE(resultOf(batch, 0)["body"_L1], QJsonValue(u"GET /1"_s));
    QCOMPARE(resultOf(batch, 1)["id"_L1], QJsonValue(2));
    QCOMPARE(resultOf(batch, 1)["body"_L1], QJsonValue(u"GET /2"_s));
    QCOMPARE(batch["total_requests"_L1].toInt(), 2);
    QCOMPARE(batch["successful"_L1].toInt(), 2);
    QCOMPARE(batch["failed"_L1].toInt(), 0);
    QVERIFY(batch["errors"_L1].toArray().isEmpty());
    QVERIFY(batch["total_processing_time"_L1].toDouble() > 0);
    QVERIFY(batch["average_request_time"_L1].toDouble() > 0);
    QCOMPARE(runBatch(gateway.port(), "[]")["total_requests"_L1].toInt(-1), 0);
}

void BatchAnswersTest::passesHeadersAndBodies() {
    const std::string binary("\xff\0\x80", 3);
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        while (const auto request = connection.readRequest()) {
            const bool raw = request->head.find(" /raw ") != std::string::npos;
            if (!connection.send(textAnswer(raw ? binary : request->body))) return;
        }
    });
    RunningGateway gateway(batchGatewayTo(server.port()));
    const QJsonObject batch =
        runBatch(gateway.port(), R"([{"path": "/", "method": "POST", "body": "gr\u00fcn \u0000\n",)"
                                 R"( "headers": {"X-Own": "yes"}}, {"path": "/raw"}, )"
                                 R"({"path": "/", "method": "PUT", "body_base64": "/wCA"}, )"
                                 R"({"path": "/raw", "method": "HEAD"}])");
    QCOMPARE(resultOf(batch, 0)["body"_L1].toString(), QString(u"gr\u00fcn \0\n"_s));
    QCOMPARE(resultOf(batch, 0)["status"_L1].toInt(), 200);
    const QJsonObject headers = resultOf(batch, 0)["headers"_L1].toObject();
    QCOMPARE(headers["Content-Type"_L1], QJsonValue(u"text/plain"_s));
    QCOMPARE(headers["Set-Cookie"_L1].toArray(), (QJsonArray{u"a=1"_s, u"b=2"_s}));
    QVERIFY(!headers["X-Request-Id"_L1].toString().isEmpty());
    QVERIFY(resultOf(batch, 0)["processing_time"_L1].toDouble() > 0);
    for (const int index : {1, 2}) {
        QCOMPARE(resultOf(batch, index)["body_base64"_L1], QJsonValue(u"/wCA"_s));
        QVERIFY(!resultOf(batch, index).contains("body"_L1));
    }
    QCOMPARE(resultOf(batch, 3)["body"_L1], QJsonValue(u""_s));
    QVERIFY(server.received().find("X-Own: yes") != std::string::npos);
    QVERIFY(server.received().find("X-Forwarded-For: 127.0.0.1") != std::string::npos);
}

void BatchAnswersTest::badItemsFailAlone() {
    ScriptedServer server([](ScriptedServer::Connection& connection) {
        while (const auto request = connection.readRequest()) {
            const std::string line = lineOf(*request);
            if (line == "GET /cut") {
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
                return;
            }
            const auto* status = line == "GET /sick" ? "503 No" : "404 Not Found";
            if (!connection.send(textAnswer("x", line == "GET /well" ? "200 OK" : status))) return;
        }
    });
    RunningGateway gateway(
        gatewayTo(server.port(), {}, "outlier = { enabled = false }", "[batch]\n"));
    QVERIFY2(gateway.error().empty(), gateway.error().c_str());
    const QJsonObject batch = runBatch(
        gateway.port(),
        R"([{"path": "/well"}, {"id": "n", "path": "/batch", "method": "POST", "body": "[]"},)"
        R"( {"path": "x"}, {"path": "/sick"}, {"path": "/cut"}, {"path": "/absent"}, 5])");
    QCOMPARE(batch["total_requests"_L1].toInt(), 7);
    QCOMPARE(batch["successful"_L1].toInt(), 2);
    QCOMPARE(batch["failed"_L1].toInt(), 5);
    const QList<int> statuses{200, 400, 400, 503, 502, 404, 400};
    for (int i = 0; i < statuses.size(); ++i)
        QCOMPARE(resultOf(batch, i)["status"_L1].toInt(), statuses[i]);
    const QJsonArray errors = batch["errors"_L1].toArray();
    QCOMPARE(errors.size(), 5);
    QCOMPARE(resultOf(batch, 1)["error"_L1].toString(), u"a batch within a batch"_s);
    QVERIFY(resultOf(batch, 2)["error"_L1].toString().startsWith("path: "_L1));
    QCOMPARE(resultOf(batch, 3)["error"_L1].toString(), u"status 503"_s);
    QCOMPARE(resultOf(batch, 3)["body"_L1].toString(), u"x"_s);
    QCOMPARE(resultOf(batch, 4)["error"_L1].toString(), u"the answer broke off"_s);
    QVERIFY(server.received().find("/batch") == std::string::npos);
    QVERIFY(std::any_of(errors.begin(), errors.end(), [](const QJsonValue& error) {
        return error["id"_L1] == u"n"_s && error["index"_L1] == 1;
    }));
}

void BatchAnswersTest::streamsResultsAsTheyCome() {
    Gate go;
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        while (const auto request = connection.readRequest()) {
            const std::string line = lineOf(*request);
            if (line == "GET /1" && !go.wait(std::chrono::milliseconds(limit_ms))) return;
            if (!connection.send(textAnswer(line))) return;
        }
    });
    RunningGateway gateway(batchGatewayTo(server.port()));
    RawClient client(gateway.port());
    QVERIFY(client.send(batchRequest(R"([{"path": "/1"}, {"id": "b", "path": "/2"}])",
                                     "Accept: application/x-ndjson\r\n")));
    const std::string head = client.readUntil("\r\n\r\n");
    QVERIFY(head.find("application/x-ndjson") != std::string::npos);
    const QJsonObject first = objectOf(client.readChunk().value_or(""));
    QCOMPARE(first["index"_L1].toInt(), 1);
    QCOMPARE(first["id"_L1], QJsonValue(u"b"_s));
    go.open();
    QCOMPARE(objectOf(client.readChunk().value_or(""))["index"_L1].toInt(-1), 0);
    const QJsonObject summary = objectOf(client.readChunk().value_or(""));
    QCOMPARE(summary["successful"_L1].toInt(), 2);
    QVERIFY(!summary.contains("results"_L1));
    QCOMPARE(client.readChunk().value_or("x"), std::string());
}

void BatchAnswersTest::streamsWhereAcceptSaysSo_data() {
    QTest::addColumn<std::string>("accept");
    QTest::addColumn<bool>("streams");
    QTest::newRow("another case") << std::string("Application/X-NDJSON") << true;
    QTest::newRow("one of several") << std::string("text/html, application/x-ndjson;q=0.5") << true;
    QTest::newRow("refused") << std::string("application/x-ndjson;q=0, */*") << false;
    QTest::newRow("a longer name") << std::string("application/x-ndjson2") << false;
}

void BatchAnswersTest::streamsWhereAcceptSaysSo() {
    QFETCH(std::string, accept);
    QFETCH(bool, streams);
    ScriptedServer server(textAnswer("x"));
    RunningGateway gateway(batchGatewayTo(server.port()));
    RawClient client(gateway.port());
    QVERIFY(client.send(batchRequest(R"([{"path": "/1"}])", "Accept: " + accept + "\r\n")));
    const std::string head = client.readUntil("\r\n\r\n");
    QCOMPARE(head.find("Content-Type: application/x-ndjson") != std::string::npos, streams);
}

void BatchAnswersTest::countsEveryItem() {
    ScriptedServer server(textAnswer("x"));
    RunningGateway gateway(batchGatewayTo(server.port()));
    const auto client = std::make_unique<RawClient>(gateway.port());
    QVERIFY(client->send(batchRequest(R"([{"path": "/1"}, {"path": "/2"}, {"path": "bad"}])")));
    QCOMPARE(client->readResponse().status, 200);
    QTRY_COMPARE_WITH_TIMEOUT(gateway.snapshot()->routes.front().traffic.requests, uint64_t{2},
                              limit_ms);
    const auto snapshot = gateway.snapshot();
    QCOMPARE(snapshot->pools.front().servers.front().traffic.requests, uint64_t{2});
    QCOMPARE(snapshot->routes.front().traffic.byStatusClass[2], uint64_t{2});
    QCOMPARE(postBatch(gateway.port(), "no list").status, 400);
    const auto batch = [&gateway] { return gateway.snapshot()->batch; };
    QTRY_COMPARE_WITH_TIMEOUT(batch().refused, uint64_t{1}, limit_ms);
    QTRY_VERIFY_WITH_TIMEOUT(batch().time_ns > 0, limit_ms);
    QCOMPARE(batch().batches, uint64_t{1});
    QCOMPARE(batch().items, uint64_t{3});
    QCOMPARE(batch().itemsFailed, uint64_t{1});
}

QTEST_GUILESS_MAIN(BatchAnswersTest)
#include "batch_answers_test.moc"
