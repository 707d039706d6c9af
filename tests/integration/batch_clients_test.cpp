#include <QJsonArray>
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
using test::objectOf;
using test::RawClient;
using test::runBatch;
using test::RunningGateway;
using test::ScriptedServer;

namespace {

constexpr int limit_ms = 60'000;

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

/// Clients of batches, many at once, that stay or leave.
class BatchClientsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theClientLeavingCancelsTheRest();
    void survivesLoadAndLeavingClients();
};

void BatchClientsTest::theClientLeavingCancelsTheRest() {
    for (const bool abruptly : {false, true}) {
        std::atomic<int> gone = 0;
        ScriptedServer server([&](ScriptedServer::Connection& connection) {
            if (!connection.readRequest()) return;
            connection.waitForClose();
            ++gone;
        });
        RunningGateway gateway(batchGatewayTo(server.port(), "max_concurrent = 2\n"));
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

/// 1,000 batches of 50, every fifth of whose clients leaves after some time or part of the answer.
void BatchClientsTest::survivesLoadAndLeavingClients() {
    constexpr int batches = 1'000;
    ScriptedServer server(&echoRequests);
    RunningGateway gateway(batchGatewayTo(server.port()));
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
                whole += response.complete && isWhole(objectOf(response.body)) ? 1 : 0;
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
    QCOMPARE(runBatch(port, R"([{"path": "/"}])")["successful"_L1].toInt(), 1);
}

QTEST_GUILESS_MAIN(BatchClientsTest)
#include "batch_clients_test.moc"
