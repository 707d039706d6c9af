#include <QtTest>
#include <atomic>

#include "support/cached_gateway.h"
#include "support/raw_client.h"
#include "support/running_gateway.h"
#include "support/scripted_server.h"

using sluice::test::answerWith;
using sluice::test::cached;
using sluice::test::countedAnswers;
using sluice::test::fetch;
using sluice::test::getOf;
using sluice::test::RawClient;
using sluice::test::RunningGateway;
using sluice::test::ScriptedServer;

namespace {

constexpr int limit_ms = 30'000;

}  // namespace

/// What a gateway with a cache answers, with real sockets. The rules are tested in unit/cache.
class CacheAnswersTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void answersFromMemory();
    void validatesWhatIsStale();
    void keepsWhatIsForOneAlone();
    void asksForTheWholeWhenForced();
    void freshensWhatCouldBeChosen();
    void servesRangesAnd304();
    void unsafeMethodsInvalidate();
    void collectionsTakeAlongWhatLiesBelow_data();
    void collectionsTakeAlongWhatLiesBelow();
    void servesStaleWhileServersFail();
    void aHeadFreshensWhatIsStored();
    void tellsWhatBypassesIt();
    void routesMayGoWithout();
};

void CacheAnswersTest::answersFromMemory() {
    std::atomic<int> count = 0;
    ScriptedServer server([&](auto& connection) { countedAnswers(connection, count); });
    RunningGateway gateway(cached(server.port()));
    QCOMPARE(gateway.error(), std::string());
    const auto first = fetch(gateway.port(), getOf("/a"));
    QCOMPARE(first.body, std::string("answer 1"));
    QVERIFY(first.field("Cache-Status").find("fwd=uri-miss") != std::string::npos);
    QVERIFY(!first.has("Age"));
    for (const char* path : {"/a", "/x/../a", "/%61"}) {
        const auto again = fetch(gateway.port(), getOf(path));
        QCOMPARE(again.body, std::string("answer 1"));
        QVERIFY(again.field("Cache-Status").find("Sluice; hit") == 0);
        QVERIFY(again.has("Age"));
        QVERIFY(again.field("X-Request-Id") != first.field("X-Request-Id"));
    }
    QCOMPARE(fetch(gateway.port(), getOf("/a?b")).body, std::string("answer 2"));
    const auto only = fetch(gateway.port(), getOf("/c", "Cache-Control: only-if-cached\r\n"));
    QCOMPARE(only.status, 504);
    QCOMPARE(count, 2);
    QTRY_COMPARE_WITH_TIMEOUT(gateway.snapshot()->total.cache.hits(), uint64_t{3}, limit_ms);
    QCOMPARE(gateway.snapshot()->cache.entries, uint64_t{2});
}

void CacheAnswersTest::validatesWhatIsStale() {
    std::atomic<int> count = 0, validated = 0;
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        while (const auto request = connection.readRequest()) {
            ++count;
            const bool same = request->head.find("If-None-Match: \"1\"") != std::string::npos;
            validated += same;
            connection.send(same
                                ? "HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\nX-New: 1\r\n\r\n"
                                : answerWith("Cache-Control: no-cache\r\nETag: \"1\"\r\n", "text"));
        }
    });
    RunningGateway gateway(cached(server.port()));
    QCOMPARE(fetch(gateway.port(), getOf("/a")).body, std::string("text"));
    const auto again = fetch(gateway.port(), getOf("/a"));
    QCOMPARE(again.status, 200);
    QCOMPARE(again.body, std::string("text"));
    QCOMPARE(again.field("X-New"), std::string("1"));
    QCOMPARE(fetch(gateway.port(), getOf("/a", "If-None-Match: \"1\"\r\n")).status, 304);
    QCOMPARE(count, 3);
    QCOMPARE(validated, 2);
}

void CacheAnswersTest::keepsWhatIsForOneAlone() {
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        while (const auto request = connection.readRequest()) {
            const bool validates = request->head.find("If-None-Match") != std::string::npos;
            connection.send(validates
                                ? "HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\nX-Once: 2\r\n\r\n"
                                : answerWith("Cache-Control: max-age=60, no-cache=\"x-once\"\r\n"
                                             "Cache-Control: private=\"x-mine\"\r\nETag: \"1\"\r\n"
                                             "X-Once: 1\r\nX-Mine: me\r\nX-All: all\r\n",
                                             "text"));
        }
    });
    RunningGateway gateway(cached(server.port()));
    const auto first = fetch(gateway.port(), getOf("/a"));
    QCOMPARE(first.field("X-Once"), std::string("1"));
    QCOMPARE(first.field("X-Mine"), std::string("me"));
    const auto hit = fetch(gateway.port(), getOf("/a"));
    QCOMPARE(hit.field("X-All"), std::string("all"));
    QVERIFY(!hit.has("X-Once") && !hit.has("X-Mine"));
    const auto validated = fetch(gateway.port(), getOf("/a", "Cache-Control: max-age=0\r\n"));
    QCOMPARE(validated.body, std::string("text"));
    QCOMPARE(validated.field("X-Once"), std::string("2"));
    QVERIFY(!fetch(gateway.port(), getOf("/a")).has("X-Once"));
    QCOMPARE(server.requests(), 2);
}

/// A validator that does not tell two versions apart must not hide the newer one from a reload.
void CacheAnswersTest::asksForTheWholeWhenForced() {
    std::atomic<int> version = 0;
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        while (const auto request = connection.readRequest()) {
            const size_t at = request->head.find("If-None-Match: ");
            const std::string answer = answerWith("ETag: \"same\"\r\nCache-Control: max-age=60\r\n",
                                                  "version " + std::to_string(++version));
            connection.send(at == std::string::npos
                                ? answer
                                : "HTTP/1.1 304 Not Modified\r\nETag: " +
                                      request->head.substr(at + 15, 6) + "\r\n\r\n");
        }
    });
    RunningGateway gateway(cached(server.port()));
    fetch(gateway.port(), getOf("/a"));
    for (const char* forced : {"Cache-Control: no-cache\r\n", "Pragma: no-cache\r\n",
                               "Cache-Control: no-cache\r\nRange: bytes=0-6\r\n"}) {
        const int before = version;
        fetch(gateway.port(), getOf("/a", forced));
        QCOMPARE(version, before + 1);
        QCOMPARE(fetch(gateway.port(), getOf("/a")).body, "version " + std::to_string(version));
    }
    const int before = version;
    const auto plain = fetch(gateway.port(), getOf("/a", "Cache-Control: max-age=0\r\n"));
    QCOMPARE(plain.body, "version " + std::to_string(before));
    // The client's own conditions are what the server is asked with.
    const auto own = fetch(gateway.port(), getOf("/a",
                                                 "Cache-Control: no-cache\r\n"
                                                 "If-None-Match: \"mine\"\r\n"));
    QCOMPARE(own.status, 304);
    QCOMPARE(own.field("ETag"), std::string("\"mine\""));
    QCOMPARE(fetch(gateway.port(), getOf("/a")).body, "version " + std::to_string(before));
}

/// Two variants with one ETag, as those of a Subversion server: the validation of one says nothing
/// of the other.
void CacheAnswersTest::freshensWhatCouldBeChosen() {
    ScriptedServer server([](ScriptedServer::Connection& connection) {
        while (const auto request = connection.readRequest()) {
            const bool isDelta = request->head.find("X-Delta: 1") != std::string::npos;
            const std::string type =
                isDelta ? "Content-Type: text/delta\r\n" : "Content-Type: text/plain\r\n";
            const std::string fields =
                "Vary: X-Delta\r\nETag: \"1\"\r\nCache-Control: max-age=60\r\n" + type;
            const bool validates = request->head.find("If-None-Match") != std::string::npos;
            connection.send(validates ? "HTTP/1.1 304 Not Modified\r\n" + fields + "\r\n"
                                      : answerWith(fields, isDelta ? "delta" : "whole"));
        }
    });
    RunningGateway gateway(cached(server.port()));
    const auto get = [&](const char* fields) { return fetch(gateway.port(), getOf("/a", fields)); };
    get("");
    get("X-Delta: 1\r\n");
    get("X-Delta: 1\r\nCache-Control: max-age=0\r\n");
    get("Cache-Control: max-age=0\r\n");
    QCOMPARE(server.requests(), 4);
    QCOMPARE(get("").body, std::string("whole"));
    QCOMPARE(get("").field("Content-Type"), std::string("text/plain"));
    QCOMPARE(get("X-Delta: 1\r\n").body, std::string("delta"));
    QCOMPARE(get("X-Delta: 1\r\n").field("Content-Type"), std::string("text/delta"));
    QCOMPARE(server.requests(), 4);
}

void CacheAnswersTest::servesRangesAnd304() {
    ScriptedServer server(answerWith("Cache-Control: max-age=60\r\nETag: \"1\"\r\n", "0123456789"));
    RunningGateway gateway(cached(server.port()));
    fetch(gateway.port(), getOf("/a"));
    const auto part = fetch(gateway.port(), getOf("/a", "Range: bytes=2-4\r\n"));
    QCOMPARE(part.status, 206);
    QCOMPARE(part.body, std::string("234"));
    QCOMPARE(part.field("Content-Range"), std::string("bytes 2-4/10"));
    const auto parts = fetch(gateway.port(), getOf("/a", "Range: bytes=0-0,8-9\r\n"));
    QCOMPARE(parts.status, 206);
    QVERIFY(parts.complete && parts.body.find("\r\n\r\n89\r\n") != std::string::npos);
    QCOMPARE(fetch(gateway.port(), getOf("/a", "Range: bytes=10-\r\n")).status, 416);
    QCOMPARE(fetch(gateway.port(), getOf("/a", "If-None-Match: W/\"1\"\r\n")).status, 304);
    RawClient head(gateway.port());
    head.send("HEAD /a HTTP/1.1\r\nHost: a\r\n\r\n");
    QCOMPARE(head.readResponse(false).field("Content-Length"), std::string("10"));
    QCOMPARE(server.requests(), 1);
}

void CacheAnswersTest::unsafeMethodsInvalidate() {
    std::atomic<int> count = 0;
    ScriptedServer server([&](auto& connection) { countedAnswers(connection, count); });
    RunningGateway gateway(cached(server.port()));
    fetch(gateway.port(), getOf("/a"));
    fetch(gateway.port(), "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx");
    QCOMPARE(fetch(gateway.port(), getOf("/a")).body, std::string("answer 3"));
}

void CacheAnswersTest::collectionsTakeAlongWhatLiesBelow_data() {
    QTest::addColumn<std::string>("request");
    QTest::addColumn<std::string>("gone");
    QTest::addColumn<std::string>("kept");
    const auto row = [](const char* request, const char* gone, const char* kept) {
        QTest::newRow(request) << std::string(request) << std::string(gone) << std::string(kept);
    };
    row("DELETE /c/", "/c/a /c/d/e?f /c/ /c", "/d /ca");
    row("DELETE /c", "/c/a /c/d/e?f /c/ /c", "/d /ca");
    row("MOVE /c Destination: /d/", "/c/a /c/ /c /d /d/ /d/a", "/da /ca");
    row("COPY /c Destination: http://a/d", "/c /d /d/ /d/a", "/c/a /da");
    row("PUT /c/a", "/c/a", "/c/ /c /c/b");
    row("PROPFIND /c/", "", "/c/ /c/a");
}

void CacheAnswersTest::collectionsTakeAlongWhatLiesBelow() {
    QFETCH(std::string, request);
    QFETCH(std::string, gone);
    QFETCH(std::string, kept);
    std::atomic<int> count = 0;
    ScriptedServer server([&](auto& connection) { countedAnswers(connection, count); });
    RunningGateway gateway(cached(server.port()));
    const auto isHit = [&](const QString& path) {
        const auto answer = fetch(gateway.port(), getOf(path.toStdString()));
        return answer.field("Cache-Status").find("Sluice; hit") == 0;
    };
    const auto paths = [](const std::string& list) {
        return QString::fromStdString(list).split(QLatin1Char(' '), Qt::SkipEmptyParts);
    };
    for (const auto& path : paths(gone) + paths(kept)) {
        isHit(path);
        QVERIFY2(isHit(path), path.toUtf8());
    }
    const size_t end = std::min(request.find(' ', request.find(' ') + 1), request.size());
    const std::string fields = end < request.size() ? request.substr(end + 1) + "\r\n" : "";
    fetch(gateway.port(), request.substr(0, end) + " HTTP/1.1\r\nHost: a\r\n" + fields +
                              "Content-Length: 0\r\n\r\n");
    for (const auto& path : paths(gone))
        QVERIFY2(!isHit(path), path.toUtf8());
    for (const auto& path : paths(kept))
        QVERIFY2(isHit(path), path.toUtf8());
}

void CacheAnswersTest::servesStaleWhileServersFail() {
    std::atomic<bool> failing = false;
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        while (connection.readRequest()) {
            connection.send(
                failing ? answerWith("Cache-Control: no-store\r\n", "", "503 Busy")
                        : answerWith("Cache-Control: max-age=0, stale-if-error=60\r\n", "good"));
        }
    });
    RunningGateway gateway(cached(server.port()));
    QCOMPARE(fetch(gateway.port(), getOf("/a")).body, std::string("good"));
    failing = true;
    for (int i = 0; i < 3; ++i) {
        const auto stale = fetch(gateway.port(), getOf("/a"));
        QCOMPARE(stale.status, 200);
        QCOMPARE(stale.body, std::string("good"));
    }
    QCOMPARE(fetch(gateway.port(), getOf("/b")).status, 503);
}

/// RFC 9111 section 4.3.5.
void CacheAnswersTest::aHeadFreshensWhatIsStored() {
    std::atomic<int> gets = 0;
    std::atomic<bool> changed = false;
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        while (const auto request = connection.readRequest()) {
            const bool head = request->head.starts_with("HEAD ");
            gets += !head;
            const char* tag = changed ? "ETag: \"2\"\r\n" : "ETag: \"1\"\r\n";
            const char* control =
                head ? "Cache-Control: max-age=60\r\n" : "Cache-Control: no-cache\r\n";
            const std::string whole = answerWith(std::string(control) + tag, "text");
            connection.send(head ? whole.substr(0, whole.size() - 4) : whole);
        }
    });
    RunningGateway gateway(cached(server.port()));
    const auto head = [&] {
        RawClient client(gateway.port());
        client.send("HEAD /a HTTP/1.1\r\nHost: a\r\n\r\n");
        return client.readResponse(false).status;
    };
    fetch(gateway.port(), getOf("/a"));
    QCOMPARE(head(), 200);
    const auto fresh = fetch(gateway.port(), getOf("/a"));
    QVERIFY(fresh.field("Cache-Status").find("Sluice; hit") == 0);
    QCOMPARE(gets, 1);
    // One that is of something else makes what is stored stale.
    fetch(gateway.port(), getOf("/b"));
    changed = true;
    RawClient client(gateway.port());
    client.send("HEAD /b HTTP/1.1\r\nHost: a\r\n\r\n");
    QCOMPARE(client.readResponse(false).status, 200);
    QVERIFY(fetch(gateway.port(), getOf("/b")).field("Cache-Status").find("hit") ==
            std::string::npos);
    QCOMPARE(gets, 3);
}

void CacheAnswersTest::tellsWhatBypassesIt() {
    ScriptedServer server(answerWith("Cache-Control: max-age=60\r\n", "text"));
    RunningGateway gateway(cached(server.port()));
    const auto post =
        fetch(gateway.port(), "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
    QCOMPARE(post.field("Cache-Status"), std::string("Sluice; fwd=method; fwd-status=200"));
}

void CacheAnswersTest::routesMayGoWithout() {
    std::atomic<int> count = 0;
    ScriptedServer server([&](auto& connection) { countedAnswers(connection, count); });
    RunningGateway gateway(cached(server.port(),
                                  "[routes.live]\npool = \"web\"\ncache = false\n"
                                  "match = { path_prefix = \"/live\" }\n"));
    QCOMPARE(gateway.error(), std::string());
    for (int i = 0; i < 2; ++i)
        QVERIFY(!fetch(gateway.port(), getOf("/live")).has("Cache-Status"));
    QCOMPARE(count, 2);
}

QTEST_GUILESS_MAIN(CacheAnswersTest)
#include "cache_answers_test.moc"
