#include <QtTest>
#include <algorithm>
#include <atomic>
#include <csignal>
#include <memory>
#include <thread>

#include "support/raw_client.h"
#include "support/redis_process.h"
#include "support/running_gateway.h"
#include "support/scripted_server.h"

using sluice::cache::PurgePattern;
using sluice::test::fetch;
using sluice::test::Gate;
using sluice::test::gatewayTo;
using sluice::test::RawClient;
using sluice::test::RedisProcess;
using sluice::test::RunningGateway;
using sluice::test::ScriptedServer;

namespace {

constexpr int limit_ms = 30'000;
constexpr const char* noHealth = "outlier = { enabled = false }";

std::string cached(uint16_t server, const std::string& more = {}) {
    return gatewayTo(server, {}, noHealth, "[cache]\nmemory = \"16MiB\"\n" + more);
}

std::string answer(const std::string& fields, const std::string& body,
                   const std::string& status = "200 OK") {
    return "HTTP/1.1 " + status + "\r\n" + fields +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string get(const std::string& path, const std::string& fields = {}) {
    return "GET " + path + " HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n";
}

/// Counts its requests, and says in each answer which one it was.
void countedAnswers(ScriptedServer::Connection& connection, std::atomic<int>& count) {
    while (connection.readRequest()) {
        const std::string body = "answer " + std::to_string(++count);
        if (!connection.send(answer("Cache-Control: max-age=60\r\n", body))) return;
    }
}

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

/// The cache in a whole gateway, with real sockets. Its rules are tested in unit/cache.
class CacheTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void answersFromMemory();
    void validatesWhatIsStale();
    void keepsWhatIsForOneAlone();
    void servesRangesAnd304();
    void unsafeMethodsInvalidate();
    void servesStaleWhileServersFail();
    void neverStoresWhatBrokeOff();
    void oneRequestForAllWhoAskAtOnce();
    void goesOnWhenTheFirstClientLeaves();
    void releasesAllWhenTheAnswerIsForOne();
    void streamsToAllWhileItIsFilled();
    void passesOnWhatIsTooLarge();
    void purges();
    void storesNothingThatWasPurgedMeanwhile();
    void aHeadFreshensWhatIsStored();
    void tellsWhatBypassesIt();
    void routesMayGoWithout();
    void instancesShareOneRedis();
    void redisNeverHurts();
};

void CacheTest::answersFromMemory() {
    std::atomic<int> count = 0;
    ScriptedServer server([&](auto& connection) { countedAnswers(connection, count); });
    RunningGateway gateway(cached(server.port()));
    QCOMPARE(gateway.error(), std::string());
    const auto first = fetch(gateway.port(), get("/a"));
    QCOMPARE(first.body, std::string("answer 1"));
    QVERIFY(first.field("Cache-Status").find("fwd=uri-miss") != std::string::npos);
    QVERIFY(!first.has("Age"));
    for (const char* path : {"/a", "/x/../a", "/%61"}) {
        const auto again = fetch(gateway.port(), get(path));
        QCOMPARE(again.body, std::string("answer 1"));
        QVERIFY(again.field("Cache-Status").find("Sluice; hit") == 0);
        QVERIFY(again.has("Age"));
        QVERIFY(again.field("X-Request-Id") != first.field("X-Request-Id"));
    }
    QCOMPARE(fetch(gateway.port(), get("/a?b")).body, std::string("answer 2"));
    const auto only = fetch(gateway.port(), get("/c", "Cache-Control: only-if-cached\r\n"));
    QCOMPARE(only.status, 504);
    QCOMPARE(count, 2);
    QTRY_COMPARE_WITH_TIMEOUT(gateway.snapshot()->total.cache.hits(), uint64_t{3}, limit_ms);
    QCOMPARE(gateway.snapshot()->cache.entries, uint64_t{2});
}

void CacheTest::validatesWhatIsStale() {
    std::atomic<int> count = 0, validated = 0;
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        while (const auto request = connection.readRequest()) {
            ++count;
            const bool same = request->head.find("If-None-Match: \"1\"") != std::string::npos;
            validated += same;
            connection.send(same ? "HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\nX-New: 1\r\n\r\n"
                                 : answer("Cache-Control: no-cache\r\nETag: \"1\"\r\n", "text"));
        }
    });
    RunningGateway gateway(cached(server.port()));
    QCOMPARE(fetch(gateway.port(), get("/a")).body, std::string("text"));
    const auto again = fetch(gateway.port(), get("/a"));
    QCOMPARE(again.status, 200);
    QCOMPARE(again.body, std::string("text"));
    QCOMPARE(again.field("X-New"), std::string("1"));
    QCOMPARE(fetch(gateway.port(), get("/a", "If-None-Match: \"1\"\r\n")).status, 304);
    QCOMPARE(count, 3);
    QCOMPARE(validated, 2);
}

void CacheTest::keepsWhatIsForOneAlone() {
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        while (const auto request = connection.readRequest()) {
            const bool validates = request->head.find("If-None-Match") != std::string::npos;
            connection.send(validates
                                ? "HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\nX-Once: 2\r\n\r\n"
                                : answer("Cache-Control: max-age=60, no-cache=\"x-once\"\r\n"
                                         "Cache-Control: private=\"x-mine\"\r\nETag: \"1\"\r\n"
                                         "X-Once: 1\r\nX-Mine: me\r\nX-All: all\r\n",
                                         "text"));
        }
    });
    RunningGateway gateway(cached(server.port()));
    const auto first = fetch(gateway.port(), get("/a"));
    QCOMPARE(first.field("X-Once"), std::string("1"));
    QCOMPARE(first.field("X-Mine"), std::string("me"));
    const auto hit = fetch(gateway.port(), get("/a"));
    QCOMPARE(hit.field("X-All"), std::string("all"));
    QVERIFY(!hit.has("X-Once") && !hit.has("X-Mine"));
    const auto validated = fetch(gateway.port(), get("/a", "Cache-Control: no-cache\r\n"));
    QCOMPARE(validated.body, std::string("text"));
    QCOMPARE(validated.field("X-Once"), std::string("2"));
    QVERIFY(!fetch(gateway.port(), get("/a")).has("X-Once"));
    QCOMPARE(server.requests(), 2);
}

void CacheTest::servesRangesAnd304() {
    ScriptedServer server(answer("Cache-Control: max-age=60\r\nETag: \"1\"\r\n", "0123456789"));
    RunningGateway gateway(cached(server.port()));
    fetch(gateway.port(), get("/a"));
    const auto part = fetch(gateway.port(), get("/a", "Range: bytes=2-4\r\n"));
    QCOMPARE(part.status, 206);
    QCOMPARE(part.body, std::string("234"));
    QCOMPARE(part.field("Content-Range"), std::string("bytes 2-4/10"));
    const auto parts = fetch(gateway.port(), get("/a", "Range: bytes=0-0,8-9\r\n"));
    QCOMPARE(parts.status, 206);
    QVERIFY(parts.complete && parts.body.find("\r\n\r\n89\r\n") != std::string::npos);
    QCOMPARE(fetch(gateway.port(), get("/a", "Range: bytes=10-\r\n")).status, 416);
    QCOMPARE(fetch(gateway.port(), get("/a", "If-None-Match: W/\"1\"\r\n")).status, 304);
    RawClient head(gateway.port());
    head.send("HEAD /a HTTP/1.1\r\nHost: a\r\n\r\n");
    QCOMPARE(head.readResponse(false).field("Content-Length"), std::string("10"));
    QCOMPARE(server.requests(), 1);
}

void CacheTest::unsafeMethodsInvalidate() {
    std::atomic<int> count = 0;
    ScriptedServer server([&](auto& connection) { countedAnswers(connection, count); });
    RunningGateway gateway(cached(server.port()));
    fetch(gateway.port(), get("/a"));
    fetch(gateway.port(), "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx");
    QCOMPARE(fetch(gateway.port(), get("/a")).body, std::string("answer 3"));
}

void CacheTest::servesStaleWhileServersFail() {
    std::atomic<bool> failing = false;
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        while (connection.readRequest()) {
            connection.send(
                failing ? answer("Cache-Control: no-store\r\n", "", "503 Busy")
                        : answer("Cache-Control: max-age=0, stale-if-error=60\r\n", "good"));
        }
    });
    RunningGateway gateway(cached(server.port()));
    QCOMPARE(fetch(gateway.port(), get("/a")).body, std::string("good"));
    failing = true;
    for (int i = 0; i < 3; ++i) {
        const auto stale = fetch(gateway.port(), get("/a"));
        QCOMPARE(stale.status, 200);
        QCOMPARE(stale.body, std::string("good"));
    }
    QCOMPARE(fetch(gateway.port(), get("/b")).status, 503);
}

void CacheTest::neverStoresWhatBrokeOff() {
    std::atomic<int> count = 0;
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        if (!connection.readRequest()) return;
        const bool whole = ++count > 1;
        connection.send(
            "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: 8\r\n\r\n");
        connection.send(whole ? "12345678" : "1234");
    });
    RunningGateway gateway(cached(server.port()));
    const auto broken = fetch(gateway.port(), get("/a"));
    QVERIFY(!broken.complete);
    const auto whole = fetch(gateway.port(), get("/a"));
    QVERIFY(whole.complete);
    QCOMPARE(whole.body, std::string("12345678"));
}

void CacheTest::oneRequestForAllWhoAskAtOnce() {
    Gate asked, mayAnswer;
    std::atomic<int> count = 0;
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        while (connection.readRequest()) {
            ++count;
            asked.open();
            mayAnswer.wait();
            connection.send(answer("Cache-Control: max-age=60\r\n", "for all"));
        }
    });
    RunningGateway gateway(cached(server.port()));
    const auto answers = askAtOnce(gateway.port(), 400, get("/a"), [&] {
        QVERIFY(asked.wait());
        QTRY_COMPARE_WITH_TIMEOUT(gateway.snapshot()->total.inFlight, int64_t{400}, limit_ms);
        mayAnswer.open();
    });
    for (const auto& one : answers)
        QCOMPARE(one.body, std::string("for all"));
    QCOMPARE(count, 1);
}

void CacheTest::goesOnWhenTheFirstClientLeaves() {
    Gate asked, mayAnswer;
    std::atomic<int> count = 0;
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        while (connection.readRequest()) {
            ++count;
            asked.open();
            mayAnswer.wait();
            connection.send(answer("Cache-Control: max-age=60\r\n", "late"));
        }
    });
    RunningGateway gateway(cached(server.port()));
    RawClient first(gateway.port());
    first.send(get("/a"));
    QVERIFY(asked.wait());
    RawClient second(gateway.port());
    second.send(get("/a"));
    QTRY_COMPARE_WITH_TIMEOUT(gateway.snapshot()->total.inFlight, int64_t{2}, limit_ms);
    first.reset();
    QTRY_COMPARE_WITH_TIMEOUT(gateway.snapshot()->total.inFlight, int64_t{1}, limit_ms);
    mayAnswer.open();
    QCOMPARE(second.readResponse().body, std::string("late"));
    QCOMPARE(count, 1);
}

void CacheTest::releasesAllWhenTheAnswerIsForOne() {
    Gate asked, mayAnswer;
    std::atomic<int> count = 0;
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        while (connection.readRequest()) {
            const int number = ++count;
            asked.open();
            mayAnswer.wait();
            connection.send(answer("Cache-Control: private\r\n", std::to_string(number)));
        }
    });
    RunningGateway gateway(cached(server.port()));
    const auto answers = askAtOnce(gateway.port(), 20, get("/a"), [&] {
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

void CacheTest::streamsToAllWhileItIsFilled() {
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
    first.send(get("/a"));
    first.readUntil("\r\n\r\n");
    QCOMPARE(first.readChunk().value_or(""), std::string("half"));
    second.send(get("/a"));
    second.readUntil("\r\n\r\n");
    QCOMPARE(second.readChunk().value_or(""), std::string("half"));
    firstHalf.open();
    for (RawClient* client : {&first, &second}) {
        QCOMPARE(client->readChunk().value_or(""), std::string(" done"));
        QCOMPARE(client->readChunk().value_or("?"), std::string());
    }
    QCOMPARE(server.requests(), 1);
}

void CacheTest::passesOnWhatIsTooLarge() {
    const std::string body(3'000'000, 'b');
    std::string chunked =
        "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\n"
        "Transfer-Encoding: chunked\r\n\r\n2dc6c0\r\n";
    chunked += body + "\r\n0\r\n\r\n";
    ScriptedServer server(chunked);
    RunningGateway gateway(cached(server.port(), "max_entry_bytes = \"1MiB\"\n"));
    for (int i = 0; i < 2; ++i) {
        const auto whole = fetch(gateway.port(), get("/a"));
        QVERIFY(whole.complete && whole.body == body);
    }
    QCOMPARE(server.requests(), 2);
    QTRY_COMPARE_WITH_TIMEOUT(gateway.snapshot()->cache.entries, uint64_t{0}, limit_ms);
}

void CacheTest::purges() {
    ScriptedServer server(
        answer("Cache-Control: max-age=60\r\nSurrogate-Key: news front\r\n", "text"));
    RunningGateway gateway(cached(server.port()));
    const auto purge = [&](const std::string& what) {
        const std::string body = "{\"what\": \"" + what + "\"}";
        return fetch(gateway.adminPort(),
                     "POST /api/v1/cache/purge HTTP/1.1\r\nHost: 127.0.0.1:" +
                         std::to_string(gateway.adminPort()) +
                         "\r\nContent-Type: application/json\r\nContent-Length: " +
                         std::to_string(body.size()) + "\r\n\r\n" + body);
    };
    for (const char* what : {"/a", "prefix:/", "glob:/?", "tag:news", "all"}) {
        fetch(gateway.port(), get("/a"));
        const auto purged = purge(what);
        QCOMPARE(purged.status, 200);
        QVERIFY2(purged.body.find("\"purged\":1") != std::string::npos, purged.body.c_str());
        const auto again = fetch(gateway.port(), get("/a"));
        QVERIFY(again.field("Cache-Status").find("fwd=uri-miss") != std::string::npos);
    }
    QCOMPARE(purge("tag:").status, 422);
    QVERIFY(purge("tag:other").body.find("\"purged\":0") != std::string::npos);
}

void CacheTest::storesNothingThatWasPurgedMeanwhile() {
    Gate asked, mayAnswer;
    std::atomic<int> count = 0;
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        while (connection.readRequest()) {
            const std::string body = "answer " + std::to_string(++count);
            asked.open();
            mayAnswer.wait();
            connection.send(answer("Cache-Control: max-age=60\r\n", body));
        }
    });
    RunningGateway gateway(cached(server.port()));
    RawClient client(gateway.port());
    client.send(get("/a"));
    QVERIFY(asked.wait());
    gateway.call([](auto& engine) { QVERIFY(engine.purgeCache(PurgePattern::all()).has_value()); });
    mayAnswer.open();
    QCOMPARE(client.readResponse().body, std::string("answer 1"));
    QCOMPARE(fetch(gateway.port(), get("/a")).body, std::string("answer 2"));
    QCOMPARE(fetch(gateway.port(), get("/a")).body, std::string("answer 2"));
}

/// RFC 9111 section 4.3.5.
void CacheTest::aHeadFreshensWhatIsStored() {
    std::atomic<int> gets = 0;
    std::atomic<bool> changed = false;
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        while (const auto request = connection.readRequest()) {
            const bool head = request->head.starts_with("HEAD ");
            gets += !head;
            const char* tag = changed ? "ETag: \"2\"\r\n" : "ETag: \"1\"\r\n";
            const char* control =
                head ? "Cache-Control: max-age=60\r\n" : "Cache-Control: no-cache\r\n";
            const std::string whole = answer(std::string(control) + tag, "text");
            connection.send(head ? whole.substr(0, whole.size() - 4) : whole);
        }
    });
    RunningGateway gateway(cached(server.port()));
    const auto head = [&] {
        RawClient client(gateway.port());
        client.send("HEAD /a HTTP/1.1\r\nHost: a\r\n\r\n");
        return client.readResponse(false).status;
    };
    fetch(gateway.port(), get("/a"));
    QCOMPARE(head(), 200);
    const auto fresh = fetch(gateway.port(), get("/a"));
    QVERIFY(fresh.field("Cache-Status").find("Sluice; hit") == 0);
    QCOMPARE(gets, 1);
    // One that is of something else makes what is stored stale.
    fetch(gateway.port(), get("/b"));
    changed = true;
    RawClient client(gateway.port());
    client.send("HEAD /b HTTP/1.1\r\nHost: a\r\n\r\n");
    QCOMPARE(client.readResponse(false).status, 200);
    QVERIFY(fetch(gateway.port(), get("/b")).field("Cache-Status").find("hit") ==
            std::string::npos);
    QCOMPARE(gets, 3);
}

void CacheTest::tellsWhatBypassesIt() {
    ScriptedServer server(answer("Cache-Control: max-age=60\r\n", "text"));
    RunningGateway gateway(cached(server.port()));
    const auto post =
        fetch(gateway.port(), "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
    QCOMPARE(post.field("Cache-Status"), std::string("Sluice; fwd=method; fwd-status=200"));
}

void CacheTest::routesMayGoWithout() {
    std::atomic<int> count = 0;
    ScriptedServer server([&](auto& connection) { countedAnswers(connection, count); });
    RunningGateway gateway(cached(server.port(),
                                  "[routes.live]\npool = \"web\"\ncache = false\n"
                                  "match = { path_prefix = \"/live\" }\n"));
    QCOMPARE(gateway.error(), std::string());
    for (int i = 0; i < 2; ++i)
        QVERIFY(!fetch(gateway.port(), get("/live")).has("Cache-Status"));
    QCOMPARE(count, 2);
}

void CacheTest::instancesShareOneRedis() {
    RedisProcess redis;
    QCOMPARE(redis.start(), QString());
    std::atomic<int> count = 0;
    ScriptedServer server([&](auto& connection) { countedAnswers(connection, count); });
    const std::string toml = cached(
        server.port(), "redis = \"redis://127.0.0.1:" + std::to_string(redis.port()) + "\"\n");
    RunningGateway a(toml), b(toml), c(toml);
    for (RunningGateway* each : {&a, &b, &c}) {
        QCOMPARE(each->error(), std::string());
        QTRY_COMPARE_WITH_TIMEOUT(each->snapshot()->cache.redisState, std::string("ready"),
                                  limit_ms);
    }
    QCOMPARE(fetch(a.port(), get("/a")).body, std::string("answer 1"));
    QTRY_COMPARE_WITH_TIMEOUT(a.snapshot()->cache.redisStored, uint64_t{1}, limit_ms);
    for (RunningGateway* other : {&b, &c}) {
        const auto shared = fetch(other->port(), get("/a"));
        QCOMPARE(shared.body, std::string("answer 1"));
        QVERIFY(shared.field("Cache-Status").find("detail=redis") != std::string::npos);
        const auto again = fetch(other->port(), get("/a"));
        QVERIFY(again.field("Cache-Status").find("detail=memory") != std::string::npos);
    }
    QCOMPARE(count, 1);
    QCOMPARE(fetch(a.port(), get("/b")).body, std::string("answer 2"));
    QTRY_COMPARE_WITH_TIMEOUT(a.snapshot()->cache.redisStored, uint64_t{2}, limit_ms);
    const auto reload = fetch(b.port(), get("/b", "Cache-Control: no-cache\r\n"));
    QCOMPARE(reload.body, std::string("answer 3"));
    b.call([](auto& engine) { QVERIFY(engine.purgeCache(PurgePattern::all()).has_value()); });
    for (RunningGateway* each : {&a, &c})
        QTRY_COMPARE_WITH_TIMEOUT(each->snapshot()->cache.entries, uint64_t{0}, limit_ms);
    QCOMPARE(fetch(c.port(), get("/a")).body, std::string("answer 4"));
}

/// Killed, stopped and started again while clients ask: every one gets its answer.
void CacheTest::redisNeverHurts() {
    RedisProcess redis;
    QCOMPARE(redis.start(), QString());
    std::atomic<int> count = 0;
    ScriptedServer server([&](auto& connection) { countedAnswers(connection, count); });
    RunningGateway gateway(cached(
        server.port(), "redis = \"redis://127.0.0.1:" + std::to_string(redis.port()) + "\"\n"));
    const auto ready = [&] { return gateway.snapshot()->cache.redisState == "ready"; };
    QTRY_VERIFY_WITH_TIMEOUT(ready(), limit_ms);
    std::atomic<bool> stop = false;
    std::atomic<int> good = 0, bad = 0;
    std::thread client([&, port = gateway.port()] {
        for (int i = 0; !stop; ++i) {
            const bool ok = fetch(port, get("/k" + std::to_string(i))).status == 200;
            ++(ok ? good : bad);
        }
    });
    const auto someMore = [&] {
        const int before = good;
        QTRY_VERIFY_WITH_TIMEOUT(good > before + 50, limit_ms);
    };
    someMore();
    redis.signal(SIGSTOP);
    someMore();
    redis.signal(SIGCONT);
    someMore();
    redis.kill();
    someMore();
    QCOMPARE(redis.start(), QString());
    QTRY_VERIFY_WITH_TIMEOUT(ready(), limit_ms);
    const uint64_t stored = gateway.snapshot()->cache.redisStored;
    QTRY_VERIFY_WITH_TIMEOUT(gateway.snapshot()->cache.redisStored > stored, limit_ms);
    stop = true;
    client.join();
    QCOMPARE(bad, 0);
}

QTEST_GUILESS_MAIN(CacheTest)
#include "cache_test.moc"
