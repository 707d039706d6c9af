#include <QtTest>
#include <array>
#include <atomic>
#include <deque>
#include <thread>

#include "support/raw_client.h"
#include "support/running_gateway.h"
#include "support/scripted_server.h"

using sluice::test::fetch;
using sluice::test::Gate;
using sluice::test::RawClient;
using sluice::test::RunningGateway;
using sluice::test::ScriptedServer;
using namespace std::chrono_literals;

namespace {

constexpr int limit_ms = 30'000;
constexpr const char* okAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
constexpr const char* get = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";

/// Servers s1, s2, … in turn; `pool` are lines of [pools.web].
std::string withoutEjection(const std::vector<uint16_t>& servers, const std::string& pool) {
    return sluice::test::gatewayToAll(
        servers, "strategy = \"round-robin\"\noutlier = { enabled = false }\n" + pool);
}

/// A port where nothing listens.
uint16_t deadPort() {
    const ScriptedServer gone(okAnswer);
    return gone.port();
}

/// Reads a request, bodies included, and ends the connection without an answer.
void resetAfterRequest(ScriptedServer::Connection& connection) {
    if (connection.readRequest()) connection.reset();
}

void hang(ScriptedServer::Connection& connection) {
    if (connection.readRequest()) connection.waitForClose();
}

}  // namespace

/// What clients see when servers fail and the pool has others, or too much to do.
class ResilienceTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void triesAnotherServerWhenOneRefuses_data();
    void triesAnotherServerWhenOneRefuses();
    void repeatsOnlyWhatIsSafeAfterAReset();
    void sendsAKeptBodyAgainWhole();
    void repeatsChosenStatusesAndGivesTheLastAnswer();
    void limitsTheTimeOfATry();
    void spendsNoMoreThanTheBudget();
    void queuesBeyondTheConcurrencyAndRefusesBeyondTheQueue();
    void tunnelsTakeNoPlaceInTheConcurrency();
    void asksASecondServerWhenTheFirstIsSlow();
    void letsGoOfTheServerThatWasOutrun();
    void judgesEachServerOfARaceOnce();
    void triesAgainAfterARaceThatNobodyWon();
    void aHigherLimitAdmitsWhoWaits();
    void limitsThatChangeHoldForTheNextRequest();
    void clientsDoNotNoticeAServerThatDies();
};

void ResilienceTest::triesAnotherServerWhenOneRefuses_data() {
    QTest::addColumn<QByteArray>("transport");
    QTest::newRow("direct") << QByteArray("direct");
    QTest::newRow("qt") << QByteArray("qt");
}

void ResilienceTest::triesAnotherServerWhenOneRefuses() {
    QFETCH(const QByteArray, transport);
    ScriptedServer server(okAnswer);
    RunningGateway gateway(withoutEjection({deadPort(), server.port()},
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

void ResilienceTest::repeatsOnlyWhatIsSafeAfterAReset() {
    ScriptedServer bad(resetAfterRequest);
    ScriptedServer good(okAnswer);
    RunningGateway gateway(withoutEjection({bad.port(), good.port()}, ""));
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

void ResilienceTest::sendsAKeptBodyAgainWhole() {
    ScriptedServer bad(resetAfterRequest);
    std::atomic<int> whole = 0;
    ScriptedServer good([&](ScriptedServer::Connection& connection) {
        while (const auto request = connection.readRequest()) {
            whole += request->body == std::string(5000, 'x') + "end" ? 1 : 0;
            connection.send(okAnswer);
        }
    });
    RunningGateway gateway(
        withoutEjection({bad.port(), good.port()}, "retry = { max_body = \"8KiB\" }"));
    const std::string body = std::string(5000, 'x') + "end";
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

void ResilienceTest::repeatsChosenStatusesAndGivesTheLastAnswer() {
    ScriptedServer busy("HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy");
    ScriptedServer good(okAnswer);
    RunningGateway gateway(
        withoutEjection({busy.port(), good.port()}, "retry = { status = [503] }"));
    for (int i = 0; i < 4; ++i)
        QCOMPARE(fetch(gateway.port(), get).status, 200);
    QCOMPARE(busy.requests(), 2);

    ScriptedServer busyToo("HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy");
    RunningGateway hopeless(
        withoutEjection({busy.port(), busyToo.port()}, "retry = { status = [503] }"));
    const auto answer = fetch(hopeless.port(), get);
    QCOMPARE(answer.status, 503);
    QCOMPARE(answer.body, std::string("busy"));
}

void ResilienceTest::limitsTheTimeOfATry() {
    ScriptedServer slow(hang);
    ScriptedServer good(okAnswer);
    RunningGateway gateway(withoutEjection({slow.port(), good.port()},
                                           "retry = { on = [\"timeout\"], per_try = \"100ms\" }"));
    for (int i = 0; i < 4; ++i)
        QCOMPARE(fetch(gateway.port(), get).status, 200);
    QCOMPARE(slow.requests(), 2);

    RunningGateway alone(withoutEjection({slow.port()}, "retry = { per_try = \"100ms\" }"));
    const auto answer = fetch(alone.port(), get);
    QCOMPARE(answer.status, 504);
    QVERIFY2(answer.body.find("the time of a try") != std::string::npos, answer.body.c_str());
}

void ResilienceTest::spendsNoMoreThanTheBudget() {
    ScriptedServer good(okAnswer);
    RunningGateway gateway(
        withoutEjection({deadPort(), good.port()}, "retry = { budget = 0.0, min_per_second = 0 }"));
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

void ResilienceTest::queuesBeyondTheConcurrencyAndRefusesBeyondTheQueue() {
    Gate answer;
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        while (connection.readRequest()) {
            answer.wait();
            connection.send(okAnswer);
        }
    });
    RunningGateway gateway(withoutEjection(
        {server.port()}, "concurrency = { max = 1, queue = 1, timeout = \"30s\" }"));
    RawClient first(gateway.port());
    QVERIFY(first.send(get));
    QTRY_COMPARE_WITH_TIMEOUT(server.requests(), 1, limit_ms);
    RawClient second(gateway.port());
    QVERIFY(second.send(get));
    QTRY_COMPARE_WITH_TIMEOUT(gateway.snapshot()->pools.front().queued, 1, limit_ms);
    QCOMPARE(gateway.snapshot()->pools.front().concurrency, 1);

    const auto third = fetch(gateway.port(), get);
    QCOMPARE(third.status, 503);
    QCOMPARE(third.field("Retry-After"), std::string("1"));
    QVERIFY2(third.body.find("concurrency-queue-full") != std::string::npos, third.body.c_str());

    answer.open();
    QCOMPARE(first.readResponse().status, 200);
    QCOMPARE(second.readResponse().status, 200);
    QTRY_COMPARE_WITH_TIMEOUT(gateway.snapshot()->pools.front().concurrency, 0, limit_ms);
    QCOMPARE(gateway.snapshot()->pools.front().overflows, uint64_t{1});
}

void ResilienceTest::tunnelsTakeNoPlaceInTheConcurrency() {
    ScriptedServer server([](ScriptedServer::Connection& connection) {
        const auto head = connection.readHead();
        if (!head) return;
        if (head->find("Upgrade: echo") == std::string::npos) {
            connection.send(okAnswer);
            return;
        }
        connection.send("HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n");
        connection.waitForClose();
    });
    RunningGateway gateway(
        withoutEjection({server.port()}, "concurrency = { max = 1, queue = 0, timeout = \"1s\" }"));
    RawClient tunnel(gateway.port());
    QVERIFY(
        tunnel.send("GET /t HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n"));
    QCOMPARE(tunnel.readResponse().status, 101);
    QTRY_COMPARE_WITH_TIMEOUT(gateway.snapshot()->pools.front().servers.front().tunnels, 1,
                              limit_ms);
    QTRY_COMPARE_WITH_TIMEOUT(fetch(gateway.port(), get).status, 200, limit_ms);
    tunnel.close();
    QTRY_COMPARE_WITH_TIMEOUT(gateway.snapshot()->pools.front().servers.front().tunnels, 0,
                              limit_ms);
}

void ResilienceTest::asksASecondServerWhenTheFirstIsSlow() {
    std::atomic<bool> hangs = false;
    ScriptedServer first([&](ScriptedServer::Connection& connection) {
        while (connection.readRequest()) {
            if (hangs) return connection.waitForClose();
            connection.send(okAnswer);
        }
    });
    ScriptedServer second(okAnswer);
    RunningGateway gateway(withoutEjection({first.port(), second.port()},
                                           "hedge = { quantile = 0.5, max_share = 1.0 }"));
    // The delay comes from what was measured, once a second.
    RawClient measured(gateway.port());
    const auto requests = [&] {
        for (int i = 0; i < 20; ++i) {
            if (!measured.send(get) || measured.readResponse().status != 200) return false;
        }
        return gateway.snapshot()->total.rates.per_10s > 0;
    };
    QTRY_VERIFY_WITH_TIMEOUT(requests(), limit_ms);
    hangs = true;
    for (int i = 0; i < 4; ++i)
        QCOMPARE(fetch(gateway.port(), get).status, 200);
    QTRY_VERIFY_WITH_TIMEOUT(gateway.snapshot()->pools.front().hedgesWon >= 1, limit_ms);
    QVERIFY(gateway.snapshot()->pools.front().hedges >=
            gateway.snapshot()->pools.front().hedgesWon);
}

/// Sends requests until the gateway knows when to ask a second server.
bool measured(RunningGateway& gateway) {
    RawClient client(gateway.port());
    const auto requests = [&] {
        for (int i = 0; i < 20; ++i) {
            if (!client.send(get) || client.readResponse().status != 200) return false;
        }
        return gateway.snapshot()->total.rates.per_10s > 0;
    };
    return QTest::qWaitFor(requests, limit_ms);
}

void ResilienceTest::letsGoOfTheServerThatWasOutrun() {
    std::atomic<bool> racing = false;
    std::atomic<int> arrivals = 0;
    Gate rest;
    const auto script = [&](ScriptedServer::Connection& connection) {
        while (connection.readRequest()) {
            if (!racing) {
                connection.send(okAnswer);
                continue;
            }
            if (arrivals++ == 0) return connection.waitForClose();
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no");
            rest.wait();
            connection.send("k");
        }
    };
    ScriptedServer first(script);
    ScriptedServer second(script);
    RunningGateway gateway(withoutEjection({first.port(), second.port()},
                                           "hedge = { quantile = 0.5, max_share = 1.0 }"));
    QVERIFY(measured(gateway));
    const uint64_t won = gateway.snapshot()->pools.front().hedgesWon;
    racing = true;
    RawClient client(gateway.port());
    QVERIFY(client.send(get));
    QVERIFY(!client.readUntil("\r\n\r\no").empty());
    // One server still answers; the other one has nothing to do any more.
    const auto inFlight = [&] {
        int64_t sum = 0;
        for (const auto& server : gateway.snapshot()->pools.front().servers)
            sum += server.traffic.inFlight;
        return sum;
    };
    QTRY_VERIFY_WITH_TIMEOUT(gateway.snapshot()->pools.front().hedgesWon > won, limit_ms);
    QTRY_COMPARE_WITH_TIMEOUT(inFlight(), 1, limit_ms);
    rest.open();
    QCOMPARE(client.read(1), std::string("k"));
}

void ResilienceTest::judgesEachServerOfARaceOnce() {
    std::atomic<bool> racing = false;
    std::atomic<int> arrivals = 0;
    Gate fail;
    Gate answer;
    const auto script = [&](ScriptedServer::Connection& connection) {
        while (connection.readRequest()) {
            const bool early = racing && arrivals++ == 0;
            if (racing) (early ? fail : answer).wait();
            connection.send(early ? "HTTP/1.1 500 Broken\r\nContent-Length: 0\r\n\r\n" : okAnswer);
        }
    };
    ScriptedServer first(script);
    ScriptedServer second(script);
    RunningGateway gateway(withoutEjection({first.port(), second.port()},
                                           "hedge = { quantile = 0.5, max_share = 1.0 }"));
    QVERIFY(measured(gateway));
    const uint64_t won = gateway.snapshot()->pools.front().hedgesWon;
    racing = true;
    RawClient client(gateway.port());
    QVERIFY(client.send(get));
    QTRY_COMPARE_WITH_TIMEOUT(arrivals.load(), 2, limit_ms);
    const auto worstSuccess = [&] {
        const auto servers = gateway.snapshot()->pools.front().servers;
        return std::min(servers[0].successRate, servers[1].successRate);
    };
    fail.open();
    QTRY_COMPARE_WITH_TIMEOUT(worstSuccess(), 0.9, limit_ms);
    answer.open();
    QCOMPARE(client.readResponse().status, 200);
    QTRY_VERIFY_WITH_TIMEOUT(gateway.snapshot()->pools.front().hedgesWon > won, limit_ms);
    QCOMPARE(worstSuccess(), 0.9);
}

void ResilienceTest::triesAgainAfterARaceThatNobodyWon() {
    std::atomic<bool> racing = false;
    std::atomic<int> arrivals = 0;
    Gate hedged;
    // A connection for each request: on a used one, a reset alone is repeated by the transport.
    const auto script = [&](ScriptedServer::Connection& connection) {
        if (!connection.readRequest()) return;
        const int before = racing ? arrivals++ : 2;
        if (before == 0) hedged.wait();
        if (before == 1) hedged.open();
        if (before < 2) return connection.reset();
        connection.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    };
    ScriptedServer first(script);
    ScriptedServer second(script);
    ScriptedServer third(script);
    RunningGateway gateway(withoutEjection({first.port(), second.port(), third.port()},
                                           "hedge = { quantile = 0.5, max_share = 1.0 }"));
    QVERIFY(measured(gateway));
    const auto before = gateway.snapshot()->pools.front();
    const std::array asked{first.requests(), second.requests(), third.requests()};
    racing = true;
    QCOMPARE(fetch(gateway.port(), get).status, 200);
    QCOMPARE(arrivals.load(), 3);
    // A server that was hedged to is not the one that is tried next.
    QVERIFY(first.requests() == asked[0] + 1 && second.requests() == asked[1] + 1 &&
            third.requests() == asked[2] + 1);
    QTRY_VERIFY_WITH_TIMEOUT(gateway.snapshot()->pools.front().retries > before.retries, limit_ms);
    const auto after = gateway.snapshot()->pools.front();
    QCOMPARE(after.retries, before.retries + 1);
    QVERIFY(after.hedges > before.hedges);
    QCOMPARE(after.retriesUnderWay, 0);
}

/// Changes what may be changed of the pool's resilience; what was said against it.
std::string tune(RunningGateway& gateway,
                 const std::function<void(sluice::upstream::ResilienceOptions&)>& how) {
    std::string problem;
    gateway.call([&](sluice::engine::Engine& engine) {
        auto options = *engine.effective("web");
        how(options.resilience);
        if (const auto done = engine.tune(options); !done) problem = done.error().message;
    });
    return problem;
}

void ResilienceTest::aHigherLimitAdmitsWhoWaits() {
    Gate answer;
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        while (connection.readRequest()) {
            answer.wait();
            connection.send(okAnswer);
        }
    });
    RunningGateway gateway(withoutEjection(
        {server.port()}, "concurrency = { max = 1, queue = 3, timeout = \"30s\" }"));
    std::deque<RawClient> clients;
    for (int i = 0; i < 3; ++i)
        QVERIFY(clients.emplace_back(gateway.port()).send(get));
    const auto pool = [&] { return gateway.snapshot()->pools.front(); };
    QTRY_COMPARE_WITH_TIMEOUT(pool().queued, 2, limit_ms);
    QCOMPARE(server.requests(), 1);
    QCOMPARE(tune(gateway, [](auto& options) { options.concurrency.max = 3; }), std::string());
    QTRY_COMPARE_WITH_TIMEOUT(server.requests(), 3, limit_ms);
    // Lowered again, with all three under way: they go on, and the next one waits.
    QCOMPARE(tune(gateway,
                  [](auto& options) {
                      options.concurrency = {1, 1, 20s};
                  }),
             std::string());
    QVERIFY(clients.emplace_back(gateway.port()).send(get));
    QTRY_COMPARE_WITH_TIMEOUT(pool().queued, 1, limit_ms);
    QTRY_COMPARE_WITH_TIMEOUT(pool().concurrency, 3, limit_ms);
    QCOMPARE(pool().concurrencyMax, 1);
    QCOMPARE(fetch(gateway.port(), get).status, 503);
    answer.open();
    for (RawClient& client : clients)
        QCOMPARE(client.readResponse().status, 200);
}

void ResilienceTest::limitsThatChangeHoldForTheNextRequest() {
    ScriptedServer good(okAnswer);
    RunningGateway gateway(withoutEjection({deadPort(), good.port()}, "retry = { attempts = 0 }"));
    const auto lost = [&] {
        int count = 0;
        for (int i = 0; i < 4; ++i)
            count += fetch(gateway.port(), get).status == 502 ? 1 : 0;
        return count;
    };
    QCOMPARE(lost(), 2);
    QCOMPARE(tune(gateway, [](auto& options) { options.retry.attempts = 1; }), std::string());
    QTRY_COMPARE_WITH_TIMEOUT(lost(), 0, limit_ms);
    QCOMPARE(tune(gateway, [](auto& options) { options.retry.maxConcurrent = 0; }), std::string());
    QTRY_COMPARE_WITH_TIMEOUT(lost(), 2, limit_ms);
}

void ResilienceTest::clientsDoNotNoticeAServerThatDies() {
    auto dying = std::make_unique<ScriptedServer>(okAnswer);
    ScriptedServer good(okAnswer);
    ScriptedServer better(okAnswer);
    RunningGateway gateway(withoutEjection({dying->port(), good.port(), better.port()},
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

QTEST_GUILESS_MAIN(ResilienceTest)
#include "resilience_test.moc"
