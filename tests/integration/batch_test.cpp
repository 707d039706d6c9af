#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>
#include <atomic>
#include <thread>

#include "support/raw_client.h"
#include "support/running_gateway.h"
#include "support/scripted_server.h"

using namespace sluice;
using test::Gate;
using test::gatewayTo;
using test::RawClient;
using test::RunningGateway;
using test::ScriptedServer;
using namespace Qt::StringLiterals;

namespace {

constexpr int limit_ms = 60'000;

std::string answer(std::string_view body, std::string_view status = "200 OK") {
    return "HTTP/1.1 " + std::string(status) +
           "\r\nContent-Type: text/plain\r\nSet-Cookie: a=1\r\nSet-Cookie: "
           "b=2\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

/// "METHOD /path" of a request's head.
std::string lineOf(const ScriptedServer::Connection::Request& request) {
    return request.head.substr(0, request.head.find(" HTTP/"));
}

/// Answers every request with its first line and its body.
void echo(ScriptedServer::Connection& connection) {
    for (auto request = connection.readRequest(); request; request = connection.readRequest()) {
        if (!connection.send(answer(lineOf(*request) + request->body))) return;
    }
}

std::string batchRequest(std::string_view document, std::string_view fields = {}) {
    return "POST /batch HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n" +
           std::string(fields) + "Content-Length: " + std::to_string(document.size()) + "\r\n\r\n" +
           std::string(document);
}

RawClient::Response post(uint16_t port, std::string_view document, std::string_view fields = {}) {
    return test::fetch(port, batchRequest(document, fields));
}

QJsonObject parsed(const std::string& json) {
    return QJsonDocument::fromJson(QByteArray::fromStdString(json)).object();
}

QJsonObject run(uint16_t port, std::string_view document) {
    const auto response = post(port, document);
    return response.status == 200 && response.complete ? parsed(response.body) : QJsonObject();
}

QJsonObject result(const QJsonObject& batch, qsizetype index) {
    return batch["results"_L1].toArray()[index].toObject();
}

std::string with(const std::string& batch) {
    return "[batch]\n" + batch;
}

}  // namespace

class BatchTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void answersInTheOrderOfTheRequests();
    void passesHeadersAndBodies();
    void badItemsFailAlone();
    void badDocumentsAreRefused_data();
    void badDocumentsAreRefused();
    void onlyThePathIsMeant();
    void runsSoManyAtOnce();
    void boundsTheBytesOfItsAnswers();
    void endsWhenItsTimeIsOver();
    void boundsTheBatchesAtOnce();
    void theClientLeavingCancelsTheRest();
    void streamsResultsAsTheyCome();
    void countsEveryItem();
    void survivesLoadAndLeavingClients();
};

void BatchTest::answersInTheOrderOfTheRequests() {
    Gate second;
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        while (const auto request = connection.readRequest()) {
            const std::string line = lineOf(*request);
            if (line == "GET /1" && !second.wait(std::chrono::milliseconds(limit_ms))) return;
            if (line == "GET /2") second.open();
            if (!connection.send(answer(line))) return;
        }
    });
    RunningGateway gateway(gatewayTo(server.port(), {}, {}, with({})));
    QVERIFY2(gateway.error().empty(), gateway.error().c_str());
    const QJsonObject batch =
        run(gateway.port(), R"([{"id": "one", "path": "/1"}, {"id": 2, "path": "/2"}])");
    QCOMPARE(batch["results"_L1].toArray().size(), 2);
    QCOMPARE(result(batch, 0)["id"_L1], QJsonValue(u"one"_s));
    QCOMPARE(result(batch, 0)["body"_L1], QJsonValue(u"GET /1"_s));
    QCOMPARE(result(batch, 1)["id"_L1], QJsonValue(2));
    QCOMPARE(result(batch, 1)["body"_L1], QJsonValue(u"GET /2"_s));
    QCOMPARE(batch["total_requests"_L1].toInt(), 2);
    QCOMPARE(batch["successful"_L1].toInt(), 2);
    QCOMPARE(batch["failed"_L1].toInt(), 0);
    QVERIFY(batch["errors"_L1].toArray().isEmpty());
    QVERIFY(batch["total_processing_time"_L1].toDouble() > 0);
    QVERIFY(batch["average_request_time"_L1].toDouble() > 0);
    QCOMPARE(run(gateway.port(), "[]")["total_requests"_L1].toInt(-1), 0);
}

void BatchTest::passesHeadersAndBodies() {
    const std::string binary("\xff\0\x80", 3);
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        while (const auto request = connection.readRequest()) {
            const bool raw = request->head.find(" /raw ") != std::string::npos;
            if (!connection.send(answer(raw ? binary : request->body))) return;
        }
    });
    RunningGateway gateway(gatewayTo(server.port(), {}, {}, with({})));
    const QJsonObject batch =
        run(gateway.port(), R"([{"path": "/", "method": "POST", "body": "gr\u00fcn \u0000\n",)"
                            R"( "headers": {"X-Own": "yes"}}, {"path": "/raw"}, )"
                            R"({"path": "/", "method": "PUT", "body_base64": "/wCA"}, )"
                            R"({"path": "/raw", "method": "HEAD"}])");
    QCOMPARE(result(batch, 0)["body"_L1].toString(), QString(u"gr\u00fcn \0\n"_s));
    QCOMPARE(result(batch, 0)["status"_L1].toInt(), 200);
    const QJsonObject headers = result(batch, 0)["headers"_L1].toObject();
    QCOMPARE(headers["Content-Type"_L1], QJsonValue(u"text/plain"_s));
    QCOMPARE(headers["Set-Cookie"_L1].toArray(), (QJsonArray{u"a=1"_s, u"b=2"_s}));
    QVERIFY(!headers["X-Request-Id"_L1].toString().isEmpty());
    QVERIFY(result(batch, 0)["processing_time"_L1].toDouble() > 0);
    for (const int index : {1, 2}) {
        QCOMPARE(result(batch, index)["body_base64"_L1], QJsonValue(u"/wCA"_s));
        QVERIFY(!result(batch, index).contains("body"_L1));
    }
    QCOMPARE(result(batch, 3)["body"_L1], QJsonValue(u""_s));
    QVERIFY(server.received().find("X-Own: yes") != std::string::npos);
    QVERIFY(server.received().find("X-Forwarded-For: 127.0.0.1") != std::string::npos);
}

void BatchTest::badItemsFailAlone() {
    ScriptedServer server([](ScriptedServer::Connection& connection) {
        while (const auto request = connection.readRequest()) {
            const std::string line = lineOf(*request);
            if (line == "GET /cut") {
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
                return;
            }
            const auto* status = line == "GET /sick" ? "503 No" : "404 Not Found";
            if (!connection.send(answer("x", line == "GET /well" ? "200 OK" : status))) return;
        }
    });
    RunningGateway gateway(gatewayTo(server.port(), {}, "outlier = { enabled = false }", with({})));
    QVERIFY2(gateway.error().empty(), gateway.error().c_str());
    const QJsonObject batch =
        run(gateway.port(),
            R"([{"path": "/well"}, {"id": "n", "path": "/batch", "method": "POST", "body": "[]"},)"
            R"( {"path": "x"}, {"path": "/sick"}, {"path": "/cut"}, {"path": "/absent"}, 5])");
    QCOMPARE(batch["total_requests"_L1].toInt(), 7);
    QCOMPARE(batch["successful"_L1].toInt(), 2);
    QCOMPARE(batch["failed"_L1].toInt(), 5);
    const QList<int> statuses{200, 400, 400, 503, 502, 404, 400};
    for (int i = 0; i < statuses.size(); ++i)
        QCOMPARE(result(batch, i)["status"_L1].toInt(), statuses[i]);
    const QJsonArray errors = batch["errors"_L1].toArray();
    QCOMPARE(errors.size(), 5);
    QCOMPARE(result(batch, 1)["error"_L1].toString(), u"a batch within a batch"_s);
    QVERIFY(result(batch, 2)["error"_L1].toString().startsWith("path: "_L1));
    QCOMPARE(result(batch, 3)["error"_L1].toString(), u"status 503"_s);
    QCOMPARE(result(batch, 3)["body"_L1].toString(), u"x"_s);
    QCOMPARE(result(batch, 4)["error"_L1].toString(), u"the answer broke off"_s);
    QVERIFY(server.received().find("/batch") == std::string::npos);
    QVERIFY(std::any_of(errors.begin(), errors.end(), [](const QJsonValue& error) {
        return error["id"_L1] == u"n"_s && error["index"_L1] == 1;
    }));
}

void BatchTest::badDocumentsAreRefused_data() {
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

void BatchTest::badDocumentsAreRefused() {
    QFETCH(const QByteArray, request);
    QFETCH(const int, status);
    QFETCH(const QByteArray, said);
    ScriptedServer server(&echo);
    RunningGateway gateway(
        gatewayTo(server.port(), {}, {}, with("max_requests = 2\nmax_body_bytes = 1024\n")));
    const auto response = test::fetch(gateway.port(), request.toStdString());
    QCOMPARE(response.status, status);
    QVERIFY(response.field("Content-Type") == "application/problem+json");
    QVERIFY2(response.body.find(said.toStdString()) != std::string::npos, response.body.c_str());
    QCOMPARE(server.requests(), 0);
}

void BatchTest::onlyThePathIsMeant() {
    ScriptedServer server(&echo);
    RunningGateway gateway(gatewayTo(server.port(), {}, {}, with("path = '/many'\n")));
    QCOMPARE(post(gateway.port(), "[]").body, std::string("POST /batch[]"));
    const std::string get = "GET /many HTTP/1.1\r\nHost: a\r\n\r\n";
    QCOMPARE(test::fetch(gateway.port(), get).body, std::string("GET /many"));
    RunningGateway without(gatewayTo(server.port()));
    QCOMPARE(post(without.port(), "[]").body, std::string("POST /batch[]"));
}

void BatchTest::runsSoManyAtOnce() {
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
            if (!connection.send(answer("x"))) return;
        }
    });
    RunningGateway gateway(gatewayTo(server.port(), {}, {}, with("max_concurrent = 3\n")));
    std::string document = "[";
    for (int i = 0; i < 30; ++i)
        document += R"({"path": "/"},)";
    document.back() = ']';
    QCOMPARE(run(gateway.port(), document)["successful"_L1].toInt(), 30);
    QCOMPARE(most.load(), 3);
}

void BatchTest::boundsTheBytesOfItsAnswers() {
    ScriptedServer server(answer(std::string(1000, 'x')));
    RunningGateway gateway(
        gatewayTo(server.port(), {}, {}, with("max_response_bytes = 2500\nmax_concurrent = 1\n")));
    const QJsonObject batch =
        run(gateway.port(), R"([{"path": "/1"}, {"path": "/2"}, {"path": "/3"}, {"path": "/4"}])");
    QCOMPARE(batch["successful"_L1].toInt(), 2);
    QCOMPARE(result(batch, 1)["body"_L1].toString().size(), 1000);
    QVERIFY(result(batch, 2)["error"_L1].toString().contains("batch.max_response_bytes"_L1));
    QVERIFY(!result(batch, 2).contains("body"_L1));
    QCOMPARE(result(batch, 3)["status"_L1].toInt(), 502);
}

void BatchTest::endsWhenItsTimeIsOver() {
    Gate gone;
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        while (const auto request = connection.readRequest()) {
            if (lineOf(*request) == "GET /hangs") {
                connection.waitForClose();
                gone.open();
                return;
            }
            if (!connection.send(answer("x"))) return;
        }
    });
    RunningGateway gateway(
        gatewayTo(server.port(), {}, {}, with("timeout = '3s'\nmax_concurrent = 1\n")));
    const QJsonObject batch =
        run(gateway.port(), R"([{"path": "/hangs"}, {"path": "/later"}, {"path": "bad"}])");
    QCOMPARE(batch["failed"_L1].toInt(), 3);
    for (const int index : {0, 1}) {
        QCOMPARE(result(batch, index)["status"_L1].toInt(), 504);
        QVERIFY(result(batch, index)["error"_L1].toString().contains("batch.timeout"_L1));
    }
    QCOMPARE(result(batch, 2)["status"_L1].toInt(), 400);
    QVERIFY(gone.wait(std::chrono::milliseconds(limit_ms)));
}

void BatchTest::boundsTheBatchesAtOnce() {
    Gate go;
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        while (connection.readRequest()) {
            if (!go.wait(std::chrono::milliseconds(limit_ms))) return;
            if (!connection.send(answer("x"))) return;
        }
    });
    // One for each of the two workers, so that of three one is refused while the others wait.
    RunningGateway gateway(gatewayTo(server.port(), {}, {}, with("max_batches = 1\n")));
    const uint16_t port = gateway.port();
    Gate refused;
    std::atomic<int> busy = 0;
    std::atomic<int> well = 0;
    const auto ask = [&] {
        const auto response = post(port, R"([{"path": "/"}])");
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
    QCOMPARE(run(gateway.port(), R"([{"path": "/"}])")["successful"_L1].toInt(), 1);
}

void BatchTest::theClientLeavingCancelsTheRest() {
    for (const bool abruptly : {false, true}) {
        std::atomic<int> gone = 0;
        ScriptedServer server([&](ScriptedServer::Connection& connection) {
            if (!connection.readRequest()) return;
            connection.waitForClose();
            ++gone;
        });
        RunningGateway gateway(gatewayTo(server.port(), {}, {}, with("max_concurrent = 2\n")));
        RawClient client(gateway.port());
        QVERIFY(client.send(batchRequest(R"([{"path": "/1"}, {"path": "/2"}, {"path": "/3"}])")));
        QTRY_COMPARE_WITH_TIMEOUT(server.requests(), 2, limit_ms);
        if (abruptly) {
            client.reset();
        } else {
            client.close();
        }
        QTRY_COMPARE_WITH_TIMEOUT(gone.load(), 2, limit_ms);
        QTRY_VERIFY_WITH_TIMEOUT(gateway.idle(), limit_ms);
        QCOMPARE(server.requests(), 2);
    }
}

void BatchTest::streamsResultsAsTheyCome() {
    Gate go;
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        while (const auto request = connection.readRequest()) {
            const std::string line = lineOf(*request);
            if (line == "GET /1" && !go.wait(std::chrono::milliseconds(limit_ms))) return;
            if (!connection.send(answer(line))) return;
        }
    });
    RunningGateway gateway(gatewayTo(server.port(), {}, {}, with({})));
    RawClient client(gateway.port());
    QVERIFY(client.send(batchRequest(R"([{"path": "/1"}, {"id": "b", "path": "/2"}])",
                                     "Accept: application/x-ndjson\r\n")));
    const std::string head = client.readUntil("\r\n\r\n");
    QVERIFY(head.find("application/x-ndjson") != std::string::npos);
    const QJsonObject first = parsed(client.readChunk().value_or(""));
    QCOMPARE(first["index"_L1].toInt(), 1);
    QCOMPARE(first["id"_L1], QJsonValue(u"b"_s));
    go.open();
    QCOMPARE(parsed(client.readChunk().value_or(""))["index"_L1].toInt(-1), 0);
    const QJsonObject summary = parsed(client.readChunk().value_or(""));
    QCOMPARE(summary["successful"_L1].toInt(), 2);
    QVERIFY(!summary.contains("results"_L1));
    QCOMPARE(client.readChunk().value_or("x"), std::string());
}

void BatchTest::countsEveryItem() {
    ScriptedServer server(answer("x"));
    RunningGateway gateway(gatewayTo(server.port(), {}, {}, with({})));
    const auto client = std::make_unique<RawClient>(gateway.port());
    QVERIFY(client->send(batchRequest(R"([{"path": "/1"}, {"path": "/2"}, {"path": "bad"}])")));
    QCOMPARE(client->readResponse().status, 200);
    QTRY_COMPARE_WITH_TIMEOUT(gateway.snapshot()->routes.front().traffic.requests, uint64_t{2},
                              limit_ms);
    const auto snapshot = gateway.snapshot();
    QCOMPARE(snapshot->pools.front().servers.front().traffic.requests, uint64_t{2});
    QCOMPARE(snapshot->routes.front().traffic.byStatusClass[2], uint64_t{2});
    QCOMPARE(post(gateway.port(), "no list").status, 400);
    const auto batch = [&gateway] { return gateway.snapshot()->batch; };
    QTRY_COMPARE_WITH_TIMEOUT(batch().refused, uint64_t{1}, limit_ms);
    QTRY_VERIFY_WITH_TIMEOUT(batch().time_ns > 0, limit_ms);
    QCOMPARE(batch().batches, uint64_t{1});
    QCOMPARE(batch().items, uint64_t{3});
    QCOMPARE(batch().itemsFailed, uint64_t{1});
}

namespace {

/// 50 requests, of which every seventh is bad.
std::string fifty() {
    std::string document = "[";
    for (int i = 0; i < 50; ++i) {
        const std::string number = std::to_string(i);
        document += i % 7 == 3 ? "{\"path\": \"bad\"},"
                               : "{\"id\": " + number + ", \"path\": \"/" + number + "\"},";
    }
    document.back() = ']';
    return document;
}

constexpr int badOfFifty = 7;

bool isWhole(const QJsonObject& batch) {
    const QJsonArray results = batch["results"_L1].toArray();
    if (results.size() != 50 || batch["failed"_L1].toInt() != badOfFifty) return false;
    for (int i = 0; i < 50; ++i) {
        const QJsonObject one = results[i].toObject();
        const QString expected = u"GET /"_s + QString::number(i);
        if (i % 7 != 3 && one["body"_L1].toString() != expected) return false;
    }
    return true;
}

}  // namespace

/// 1,000 batches of 50, every fifth of whose clients leaves after some time or part of the answer.
void BatchTest::survivesLoadAndLeavingClients() {
    constexpr int batches = 1'000;
    ScriptedServer server(&echo);
    RunningGateway gateway(gatewayTo(server.port(), {}, {}, with({})));
    const std::string request = batchRequest(fifty());
    const std::string streamed = batchRequest(fifty(), "Accept: application/x-ndjson\r\n");
    const uint16_t port = gateway.port();
    std::atomic<int> next = 0;
    std::atomic<int> whole = 0;
    std::atomic<int> left = 0;
    const auto load = [&] {
        for (int i = next++; i < batches; i = next++) {
            RawClient client(port);
            if (i % 5 == 4) {
                const bool sent = client.send(i % 2 == 0 ? streamed : request);
                if (i % 2 == 0) client.readSome();
                if (i % 3 == 0) client.reset();
                left += sent ? 1 : 0;
            } else if (client.send(request)) {
                const auto response = client.readResponse();
                whole += response.complete && isWhole(parsed(response.body)) ? 1 : 0;
            }
        }
    };
    { const std::jthread one(load), two(load), three(load), four(load); }
    QCOMPARE(left.load(), batches / 5);
    QCOMPARE(whole.load(), batches - batches / 5);
    QTRY_VERIFY_WITH_TIMEOUT(gateway.idle(), limit_ms);
    const auto snapshot = gateway.snapshot();
    QCOMPARE(snapshot->pools.front().concurrency, int64_t{0});
    QCOMPARE(snapshot->pools.front().queued, int64_t{0});
    QCOMPARE(snapshot->pools.front().servers.front().traffic.inFlight, int64_t{0});
    QVERIFY(snapshot->routes.front().traffic.requests >= uint64_t{batches} * 4 / 5 * 43);
    QCOMPARE(run(port, R"([{"path": "/"}])")["successful"_L1].toInt(), 1);
}

QTEST_GUILESS_MAIN(BatchTest)
#include "batch_test.moc"
