#include <QtTest>
#include <algorithm>
#include <atomic>
#include <thread>

#include "support/nginx_process.h"
#include "support/raw_client.h"
#include "support/running_gateway.h"
#include "support/scripted_server.h"

using sluice::test::fetch;
using sluice::test::freePort;
using sluice::test::gatewayInTurn;
using sluice::test::NginxProcess;
using sluice::test::RawClient;
using sluice::test::RunningGateway;
using sluice::test::ScriptedServer;

namespace {

constexpr int limit_ms = 30'000;
constexpr const char* okAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
constexpr const char* get = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";

/// Reads a request, bodies included, and ends the connection without an answer.
void resetAfterRequest(ScriptedServer::Connection& connection) {
    if (connection.readRequest()) connection.reset();
}

void hang(ScriptedServer::Connection& connection) {
    if (connection.readRequest()) connection.waitForClose();
}

}  // namespace

/// What clients see when servers fail and the pool has others.
class RetriesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void triesAnotherServerWhenOneRefuses_data();
    void triesAnotherServerWhenOneRefuses();
    void repeatsOnlyWhatIsSafeAfterAReset();
    void sendsAKeptBodyAgainWhole();
    void repeatsChosenStatusesAndGivesTheLastAnswer();
    void limitsTheTimeOfATry();
    void spendsNoMoreThanTheBudget();
    void waitsForServersThatRestart_data();
    void waitsForServersThatRestart();
    void doesNotWaitForWhatIsGone();
    void limitsThatChangeHoldForTheNextRequest();
    void clientsDoNotNoticeAServerThatDies();
};

void RetriesTest::triesAnotherServerWhenOneRefuses_data() {
    QTest::addColumn<QByteArray>("transport");
    QTest::newRow("direct") << QByteArray("direct");
    QTest::newRow("qt") << QByteArray("qt");
}

void RetriesTest::triesAnotherServerWhenOneRefuses() {
    QFETCH(const QByteArray, transport);
    ScriptedServer server(okAnswer);
    RunningGateway gateway(gatewayInTurn({freePort(), server.port()},
                                         "transport = \"" + transport.toStdString() + "\""));
    QCOMPARE(gateway.error(), std::string());
    for (int i = 0; i < 6; ++i)
        QCOMPARE(fetch(gateway.port(), get).status, 200);
    // Nothing was sent to the first: even what is not idempotent may go to the second.
    for (int i = 0; i < 6; ++i) {
        const auto post = "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody";
        QCOMPARE(fetch(gateway.port(), post).status, 200);
    }
    QTRY_VERIFY_WITH_TIMEOUT(gateway.snapshot()->pools.front().retries >= 4, limit_ms);
    QCOMPARE(gateway.snapshot()->total.failures, uint64_t{0});
}

void RetriesTest::repeatsOnlyWhatIsSafeAfterAReset() {
    ScriptedServer bad(resetAfterRequest);
    ScriptedServer good(okAnswer);
    RunningGateway gateway(gatewayInTurn({bad.port(), good.port()}, ""));
    for (int i = 0; i < 4; ++i)
        QCOMPARE(fetch(gateway.port(), get).status, 200);
    QCOMPARE(bad.requests(), 2);
    QCOMPARE(good.requests(), 4);
    int refused = 0;
    for (int i = 0; i < 4; ++i) {
        const auto post = "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n";
        refused += fetch(gateway.port(), post).status == 502 ? 1 : 0;
    }
    QCOMPARE(refused, 2);
    QCOMPARE(good.requests(), 6);
}

void RetriesTest::sendsAKeptBodyAgainWhole() {
    std::string body(5000, 'x');
    body += "end";
    ScriptedServer bad(resetAfterRequest);
    std::atomic<int> whole = 0;
    ScriptedServer good([&](ScriptedServer::Connection& connection) {
        while (const auto request = connection.readRequest()) {
            whole += request->body == body ? 1 : 0;
            connection.send(okAnswer);
        }
    });
    RunningGateway gateway(
        gatewayInTurn({bad.port(), good.port()}, "retry = { max_body = \"8KiB\" }"));
    for (int i = 0; i < 2; ++i) {
        const auto answer =
            fetch(gateway.port(), "PUT /a HTTP/1.1\r\nHost: a\r\nContent-Length: " +
                                      std::to_string(body.size()) + "\r\n\r\n" + body);
        QCOMPARE(answer.status, 200);
    }
    QCOMPARE(whole.load(), 2);
    QCOMPARE(bad.requests(), 1);
    // Too long to be kept: one of two is lost, but never sent in part.
    const std::string longer(20'000, 'x');
    int lost = 0;
    for (int i = 0; i < 2; ++i) {
        const auto answer = fetch(
            gateway.port(), "PUT /a HTTP/1.1\r\nHost: a\r\nContent-Length: 20000\r\n\r\n" + longer);
        lost += answer.status == 502 ? 1 : 0;
    }
    QCOMPARE(lost, 1);
}

void RetriesTest::repeatsChosenStatusesAndGivesTheLastAnswer() {
    ScriptedServer busy("HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy");
    ScriptedServer good(okAnswer);
    RunningGateway gateway(gatewayInTurn({busy.port(), good.port()}, "retry = { status = [503] }"));
    for (int i = 0; i < 4; ++i)
        QCOMPARE(fetch(gateway.port(), get).status, 200);
    QCOMPARE(busy.requests(), 2);

    ScriptedServer busyToo("HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy");
    RunningGateway hopeless(
        gatewayInTurn({busy.port(), busyToo.port()}, "retry = { status = [503] }"));
    const auto answer = fetch(hopeless.port(), get);
    QCOMPARE(answer.status, 503);
    QCOMPARE(answer.body, std::string("busy"));
}

void RetriesTest::limitsTheTimeOfATry() {
    ScriptedServer slow(hang);
    ScriptedServer good(okAnswer);
    RunningGateway gateway(gatewayInTurn({slow.port(), good.port()},
                                         "retry = { on = [\"timeout\"], per_try = \"100ms\" }"));
    for (int i = 0; i < 4; ++i)
        QCOMPARE(fetch(gateway.port(), get).status, 200);
    QCOMPARE(slow.requests(), 2);

    RunningGateway alone(gatewayInTurn({slow.port()}, "retry = { per_try = \"100ms\" }"));
    const auto answer = fetch(alone.port(), get);
    QCOMPARE(answer.status, 504);
    QVERIFY2(answer.body.find("the time of a try") != std::string::npos, answer.body.c_str());
}

void RetriesTest::spendsNoMoreThanTheBudget() {
    ScriptedServer good(okAnswer);
    RunningGateway gateway(
        gatewayInTurn({freePort(), good.port()},
                      "retry = { budget = 0.0, min_per_second = 0, try_for = \"1ms\" }"));
    int refused = 0;
    for (int i = 0; i < 4; ++i)
        refused += fetch(gateway.port(), get).status == 502 ? 1 : 0;
    QCOMPARE(refused, 2);
    QTRY_COMPARE_WITH_TIMEOUT(gateway.snapshot()->pools.front().retriesRefused, uint64_t{2},
                              limit_ms);
    const auto breakerOpened = [&] {
        const auto events = gateway.snapshot()->events;
        return std::any_of(events.begin(), events.end(), [](const auto& event) {
            return event.kind == "breaker" && event.text.starts_with("open: ");
        });
    };
    QTRY_VERIFY_WITH_TIMEOUT(breakerOpened(), limit_ms);
}

void RetriesTest::waitsForServersThatRestart_data() {
    QTest::addColumn<QByteArray>("transport");
    QTest::addColumn<QByteArray>("body");
    for (const char* transport : {"direct", "qt"}) {
        QTest::addRow("GET, %s", transport) << QByteArray(transport) << QByteArray();
        QTest::addRow("POST, %s", transport) << QByteArray(transport) << QByteArray("hello");
    }
}

void RetriesTest::waitsForServersThatRestart() {
    QFETCH(const QByteArray, transport);
    QFETCH(const QByteArray, body);
    const uint16_t port = freePort();
    RunningGateway gateway(gatewayInTurn(
        {port}, "retry = { try_for = \"0s\" }\ntransport = \"" + transport.toStdString() + "\""));
    QCOMPARE(gateway.error(), std::string());
    RawClient client(gateway.port());
    QVERIFY(client.send(body.isEmpty()
                            ? std::string(get)
                            : "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " +
                                  std::to_string(body.size()) + "\r\n\r\n" + body.toStdString()));
    const auto failures = [&] {
        return gateway.snapshot()->pools.front().servers.front().traffic.requests;
    };
    QTRY_VERIFY_WITH_TIMEOUT(failures() >= 2, limit_ms);
    NginxProcess nginx;
    const QString listens = QStringLiteral("server { listen 127.0.0.1:%1; return 200 ok; }");
    QCOMPARE(nginx.start(listens.arg(port), port), QString());
    QCOMPARE(client.readResponse().status, 200);
}

/// Once it has refused for so long, only the health checks and the next request ask it.
void RetriesTest::doesNotWaitForWhatIsGone() {
    RunningGateway gateway(gatewayInTurn({freePort()}, ""));
    QElapsedTimer clock;
    const auto last_ms = [&] {
        clock.start();
        return fetch(gateway.port(), get).status == 502 ? clock.elapsed() : -1;
    };
    QTRY_VERIFY_WITH_TIMEOUT(last_ms() < 1000, limit_ms);
    QVERIFY(gateway.snapshot()->pools.front().servers.front().traffic.requests > 10);
}

void RetriesTest::limitsThatChangeHoldForTheNextRequest() {
    ScriptedServer good(okAnswer);
    RunningGateway gateway(
        gatewayInTurn({freePort(), good.port()}, "retry = { attempts = 0, try_for = \"1ms\" }"));
    const auto lost = [&] {
        int count = 0;
        for (int i = 0; i < 4; ++i)
            count += fetch(gateway.port(), get).status == 502 ? 1 : 0;
        return count;
    };
    QCOMPARE(lost(), 2);
    QCOMPARE(gateway.tune([](auto& options) { options.retry.attempts = 1; }), std::string());
    QTRY_COMPARE_WITH_TIMEOUT(lost(), 0, limit_ms);
    QCOMPARE(gateway.tune([](auto& options) { options.retry.maxConcurrent = 0; }), std::string());
    QTRY_COMPARE_WITH_TIMEOUT(lost(), 2, limit_ms);
}

void RetriesTest::clientsDoNotNoticeAServerThatDies() {
    auto dying = std::make_unique<ScriptedServer>(okAnswer);
    ScriptedServer good(okAnswer);
    ScriptedServer better(okAnswer);
    RunningGateway gateway(gatewayInTurn({dying->port(), good.port(), better.port()},
                                         "retry = { min_per_second = 1000 }"));
    const uint16_t port = gateway.port();
    std::atomic<int> answered = 0;
    std::atomic<int> failed = 0;
    std::atomic<bool> stop = false;
    std::vector<std::jthread> clients;
    for (int i = 0; i < 4; ++i) {
        clients.emplace_back([&] {
            RawClient client(port);
            while (!stop) {
                const bool ok = client.send(get) && client.readResponse().status == 200;
                ++(ok ? answered : failed);
                if (!ok) return;
            }
        });
    }
    QTRY_VERIFY_WITH_TIMEOUT(dying->requests() > 200, limit_ms);
    dying.reset();
    const int before = answered;
    QTRY_VERIFY_WITH_TIMEOUT(answered > before + 600 || failed > 0, limit_ms);
    stop = true;
    clients.clear();
    QCOMPARE(failed.load(), 0);
}

QTEST_GUILESS_MAIN(RetriesTest)
#include "retries_test.moc"
