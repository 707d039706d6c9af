#include <QtTest>
#include <algorithm>
#include <atomic>
#include <functional>
#include <memory>

#include "support/cached_gateway.h"
#include "support/raw_client.h"
#include "support/running_gateway.h"
#include "support/scripted_server.h"

using sluice::test::answerWith;
using sluice::test::cached;
using sluice::test::fetch;
using sluice::test::Gate;
using sluice::test::getOf;
using sluice::test::RawClient;
using sluice::test::RunningGateway;
using sluice::test::ScriptedServer;

namespace {

constexpr int limit_ms = 30'000;

/// Clients that ask for the same at once, each on a thread of its own.
std::vector<RawClient::Response> askAtOnce(uint16_t port, size_t clients,
                                           const std::string& request,
                                           const std::function<void()>& meanwhile) {
    std::vector<std::unique_ptr<RawClient>> sockets(clients);
    for (auto& socket : sockets) {
        socket = std::make_unique<RawClient>(port);
        socket->send(request);
    }
    meanwhile();
    std::vector<RawClient::Response> answers;
    for (const auto& socket : sockets)
        answers.push_back(socket->readResponse());
    return answers;
}

}  // namespace

/// Answers on their way into the cache, and those who wait for them.
class CacheFillingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void neverStoresWhatBrokeOff();
    void oneRequestForAllWhoAskAtOnce();
    void goesOnWhenTheFirstClientLeaves();
    void releasesAllWhenTheAnswerIsForOne();
    void streamsToAllWhileItIsFilled();
    void passesOnWhatIsTooLarge();
};

void CacheFillingTest::neverStoresWhatBrokeOff() {
    std::atomic<int> count = 0;
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        if (!connection.readRequest()) return;
        const bool whole = ++count > 1;
        connection.send(
            "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: 8\r\n\r\n");
        connection.send(whole ? "12345678" : "1234");
    });
    RunningGateway gateway(cached(server.port()));
    const auto broken = fetch(gateway.port(), getOf("/a"));
    QVERIFY(!broken.complete);
    const auto whole = fetch(gateway.port(), getOf("/a"));
    QVERIFY(whole.complete);
    QCOMPARE(whole.body, std::string("12345678"));
}

void CacheFillingTest::oneRequestForAllWhoAskAtOnce() {
    Gate asked, mayAnswer;
    std::atomic<int> count = 0;
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        while (connection.readRequest()) {
            ++count;
            asked.open();
            mayAnswer.wait();
            connection.send(answerWith("Cache-Control: max-age=60\r\n", "for all"));
        }
    });
    RunningGateway gateway(cached(server.port()));
    const auto answers = askAtOnce(gateway.port(), 400, getOf("/a"), [&] {
        QVERIFY(asked.wait());
        QTRY_COMPARE_WITH_TIMEOUT(gateway.snapshot()->total.inFlight, int64_t{400}, limit_ms);
        mayAnswer.open();
    });
    for (const auto& one : answers)
        QCOMPARE(one.body, std::string("for all"));
    QCOMPARE(count, 1);
}

void CacheFillingTest::goesOnWhenTheFirstClientLeaves() {
    Gate asked, mayAnswer;
    std::atomic<int> count = 0;
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        while (connection.readRequest()) {
            ++count;
            asked.open();
            mayAnswer.wait();
            connection.send(answerWith("Cache-Control: max-age=60\r\n", "late"));
        }
    });
    RunningGateway gateway(cached(server.port()));
    RawClient first(gateway.port());
    first.send(getOf("/a"));
    QVERIFY(asked.wait());
    RawClient second(gateway.port());
    second.send(getOf("/a"));
    QTRY_COMPARE_WITH_TIMEOUT(gateway.snapshot()->total.inFlight, int64_t{2}, limit_ms);
    first.reset();
    QTRY_COMPARE_WITH_TIMEOUT(gateway.snapshot()->total.inFlight, int64_t{1}, limit_ms);
    mayAnswer.open();
    QCOMPARE(second.readResponse().body, std::string("late"));
    QCOMPARE(count, 1);
}

void CacheFillingTest::releasesAllWhenTheAnswerIsForOne() {
    Gate asked, mayAnswer;
    std::atomic<int> count = 0;
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        while (connection.readRequest()) {
            const int number = ++count;
            asked.open();
            mayAnswer.wait();
            connection.send(answerWith("Cache-Control: private\r\n", std::to_string(number)));
        }
    });
    RunningGateway gateway(cached(server.port()));
    const auto answers = askAtOnce(gateway.port(), 20, getOf("/a"), [&] {
        QVERIFY(asked.wait());
        QTRY_COMPARE_WITH_TIMEOUT(gateway.snapshot()->total.inFlight, int64_t{20}, limit_ms);
        QCOMPARE(count, 1);
        mayAnswer.open();
    });
    std::vector<std::string> bodies;
    for (const auto& one : answers)
        bodies.push_back(one.body);
    std::sort(bodies.begin(), bodies.end());
    QVERIFY(std::adjacent_find(bodies.begin(), bodies.end()) == bodies.end());
    QCOMPARE(count, 20);
}

void CacheFillingTest::streamsToAllWhileItIsFilled() {
    Gate firstHalf;
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        if (!connection.readRequest()) return;
        connection.send(
            "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\n"
            "Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n");
        firstHalf.wait();
        connection.send("5\r\n done\r\n0\r\n\r\n");
        connection.waitForClose();
    });
    RunningGateway gateway(cached(server.port()));
    RawClient first(gateway.port()), second(gateway.port());
    first.send(getOf("/a"));
    first.readUntil("\r\n\r\n");
    QCOMPARE(first.readChunk().value_or(""), std::string("half"));
    second.send(getOf("/a"));
    second.readUntil("\r\n\r\n");
    QCOMPARE(second.readChunk().value_or(""), std::string("half"));
    firstHalf.open();
    for (RawClient* client : {&first, &second}) {
        QCOMPARE(client->readChunk().value_or(""), std::string(" done"));
        QCOMPARE(client->readChunk().value_or("?"), std::string());
    }
    QCOMPARE(server.requests(), 1);
}

void CacheFillingTest::passesOnWhatIsTooLarge() {
    const std::string body(3'000'000, 'b');
    std::string chunked =
        "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\n"
        "Transfer-Encoding: chunked\r\n\r\n2dc6c0\r\n";
    chunked += body + "\r\n0\r\n\r\n";
    ScriptedServer server(chunked);
    RunningGateway gateway(cached(server.port(), "max_entry_bytes = \"1MiB\"\n"));
    for (int i = 0; i < 2; ++i) {
        const auto whole = fetch(gateway.port(), getOf("/a"));
        QVERIFY(whole.complete && whole.body == body);
    }
    QCOMPARE(server.requests(), 2);
    QTRY_COMPARE_WITH_TIMEOUT(gateway.snapshot()->cache.entries, uint64_t{0}, limit_ms);
}

QTEST_GUILESS_MAIN(CacheFillingTest)
#include "cache_filling_test.moc"
