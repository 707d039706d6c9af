#include <QtTest>
#include <atomic>
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

/// The line of a field in a request's head, up to its end; empty if there is none.
std::string lineOf(const std::string& head, const std::string& name) {
    const size_t at = head.find("\r\n" + name + ": ");
    return at == std::string::npos ? "" : head.substr(at + 2, head.find("\r\n", at + 2) - at - 2);
}

/// Who is asking, by the fields that a server may look at.
std::string askerOf(const std::string& head) {
    for (const char* name :
         {"Cookie", "Authorization", "Proxy-Authorization", "X-Api-Key", "X-HgArg-1"}) {
        const std::string line = lineOf(head, name);
        if (!line.empty()) return line;
    }
    return "nobody";
}

/// Says in each answer whom it is for, and as the path wants it what else.
void answersTheAsker(ScriptedServer::Connection& connection) {
    while (const auto request = connection.readRequest()) {
        const std::string asker = askerOf(request->head);
        const bool isPrivate = request->head.find("/private") != std::string::npos;
        const char* told = asker == "nobody" ? "Cache-Control: max-age=60\r\n"
                                             : "Cache-Control: private\r\nSet-Cookie: a=b\r\n";
        connection.send(answerWith(isPrivate ? told : "", asker));
    }
}

const char* const credentials[] = {"Cookie: a=b", "Authorization: Basic x",
                                   "Proxy-Authorization: Basic x", "X-HgArg-1: cmds=known"};

}  // namespace

/// Whose answers are whose, with real sockets.
class CacheCredentialsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void inventsNothingAlone();
    void theDefaultIsForPlainRequests();
    void joinsNothingPresumed();
    void waitsForNobodyElse_data();
    void waitsForNobodyElse();
    void privateAnswersStarveNobody();
    void aPrivateAnswerTakesNothingAway();
    void cookiesOfAValidationAreForOne();
    void storesCookiesWhereARuleSaysSo();
    void aRuleIsForThoseWhoDoNotSayWhoTheyAre();
};

void CacheCredentialsTest::inventsNothingAlone() {
    std::atomic<int> count = 0;
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        while (const auto request = connection.readRequest()) {
            const bool dated = request->head.find("/dated") != std::string::npos;
            connection.send(
                answerWith(dated ? "Last-Modified: Mon, 01 Jan 2024 00:00:00 GMT\r\n" : "",
                           "answer " + std::to_string(++count)));
        }
    });
    RunningGateway gateway(cached(server.port()));
    for (int i = 1; i <= 2; ++i)
        QCOMPARE(fetch(gateway.port(), getOf("/a")).body, "answer " + std::to_string(i));
    fetch(gateway.port(), getOf("/dated"));
    QCOMPARE(fetch(gateway.port(), getOf("/dated")).body, std::string("answer 4"));
}

void CacheCredentialsTest::theDefaultIsForPlainRequests() {
    ScriptedServer server([](auto& connection) { answersTheAsker(connection); });
    RunningGateway gateway(cached(server.port(), "default_ttl = \"5m\"\n"));
    const auto bodyOf = [&](const std::string& path, const std::string& field) {
        return fetch(gateway.port(), getOf(path, field.empty() ? "" : field + "\r\n")).body;
    };
    QCOMPARE(bodyOf("/a", ""), std::string("nobody"));
    for (const char* field : credentials)
        QCOMPARE(bodyOf("/a", field), std::string(field));
    QCOMPARE(bodyOf("/b", credentials[0]), std::string(credentials[0]));
    QCOMPARE(bodyOf("/b", ""), std::string("nobody"));
    QCOMPARE(server.requests(), 7);
    QCOMPARE(bodyOf("/a", ""), std::string("nobody"));
    QCOMPARE(bodyOf("/b", "User-Agent: x"), std::string("nobody"));
    QCOMPARE(server.requests(), 7);
    // Pages that may be a reload, and representations that others chose, are asked for.
    bodyOf("/a", "Upgrade-Insecure-Requests: 1");
    bodyOf("/a", "Accept: application/json");
    QCOMPARE(server.requests(), 9);
}

void CacheCredentialsTest::waitsForNobodyElse_data() {
    QTest::addColumn<QByteArray>("name");
    for (const char* name : {"Authorization", "Proxy-Authorization", "X-Api-Key"})
        QTest::newRow(name) << QByteArray(name);
}

/// Whose answer is likely to be for one alone does not wait for that of another.
void CacheCredentialsTest::waitsForNobodyElse() {
    QFETCH(const QByteArray, name);
    const std::string field = name.toStdString() + ": ";
    Gate asked, mayAnswer;
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        while (const auto request = connection.readRequest()) {
            const std::string asker = askerOf(request->head);
            if (asker == field + "one") {
                asked.open();
                mayAnswer.wait();
            }
            connection.send(answerWith("Cache-Control: private\r\n", asker));
        }
    });
    RunningGateway gateway(cached(server.port()));
    RawClient one(gateway.port()), two(gateway.port());
    one.send(getOf("/a", field + "one\r\n"));
    QVERIFY(asked.wait());
    two.send(getOf("/a", field + "two\r\n"));
    QCOMPARE(two.readResponse().body, field + "two");
    mayAnswer.open();
    QCOMPARE(one.readResponse().body, field + "one");
}

/// A request with credentials that comes while a plain one is under way gets an answer of its own.
void CacheCredentialsTest::joinsNothingPresumed() {
    Gate asked, mayAnswer;
    ScriptedServer server([&](ScriptedServer::Connection& connection) {
        while (const auto request = connection.readRequest()) {
            const std::string asker = askerOf(request->head);
            if (asker == "nobody") {
                asked.open();
                mayAnswer.wait();
            }
            connection.send(answerWith("", asker));
        }
    });
    RunningGateway gateway(cached(server.port(), "default_ttl = \"5m\"\n"));
    RawClient plain(gateway.port()), other(gateway.port());
    plain.send(getOf("/a"));
    QVERIFY(asked.wait());
    other.send(getOf("/a", "Cookie: a=b\r\n"));
    QCOMPARE(other.readResponse().body, std::string("Cookie: a=b"));
    mayAnswer.open();
    QCOMPARE(plain.readResponse().body, std::string("nobody"));
}

void CacheCredentialsTest::privateAnswersStarveNobody() {
    ScriptedServer server([](auto& connection) { answersTheAsker(connection); });
    RunningGateway gateway(cached(server.port()));
    for (const char* field : credentials)
        fetch(gateway.port(), getOf("/private", std::string(field) + "\r\n"));
    fetch(gateway.port(), getOf("/private"));
    const auto hit = fetch(gateway.port(), getOf("/private"));
    QCOMPARE(hit.body, std::string("nobody"));
    QVERIFY(hit.field("Cache-Status").find("Sluice; hit") == 0);
}

void CacheCredentialsTest::aPrivateAnswerTakesNothingAway() {
    ScriptedServer server([](auto& connection) { answersTheAsker(connection); });
    RunningGateway gateway(cached(server.port()));
    fetch(gateway.port(), getOf("/private"));
    for (const char* reload : {"Cache-Control: no-cache\r\n", "Cache-Control: max-age=0\r\n"}) {
        for (const char* field : credentials) {
            const std::string fields = std::string(field) + "\r\n" + reload;
            QCOMPARE(fetch(gateway.port(), getOf("/private", fields)).body, std::string(field));
        }
    }
    const int asked = server.requests();
    const auto hit = fetch(gateway.port(), getOf("/private"));
    QCOMPARE(hit.body, std::string("nobody"));
    QVERIFY(!hit.has("Set-Cookie"));
    QCOMPARE(server.requests(), asked);
}

void CacheCredentialsTest::cookiesOfAValidationAreForOne() {
    ScriptedServer server([](ScriptedServer::Connection& connection) {
        while (const auto request = connection.readRequest()) {
            const bool validates = request->head.find("If-None-Match") != std::string::npos;
            connection.send(validates ? "HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\n"
                                        "Set-Cookie: sid=7\r\n\r\n"
                                      : answerWith("Cache-Control: max-age=60\r\n"
                                                   "ETag: \"1\"\r\n",
                                                   "text"));
        }
    });
    RunningGateway gateway(cached(server.port()));
    fetch(gateway.port(), getOf("/a"));
    const auto validated = fetch(gateway.port(), getOf("/a", "Cache-Control: max-age=0\r\n"));
    QCOMPARE(validated.body, std::string("text"));
    QCOMPARE(validated.field("Set-Cookie"), std::string("sid=7"));
    const auto hit = fetch(gateway.port(), getOf("/a"));
    QVERIFY(hit.field("Cache-Status").find("Sluice; hit") == 0);
    QVERIFY(!hit.has("Set-Cookie"));
    QCOMPARE(server.requests(), 2);
}

void CacheCredentialsTest::storesCookiesWhereARuleSaysSo() {
    ScriptedServer server(answerWith("Cache-Control: max-age=60\r\nSet-Cookie: a=b\r\n", "text"));
    RunningGateway gateway(cached(server.port(),
                                  "[[cache.rules]]\npath_prefix = \"/all\"\n"
                                  "store_set_cookie = true\n"));
    QCOMPARE(gateway.error(), std::string());
    for (const char* path : {"/all", "/one"}) {
        for (int i = 0; i < 2; ++i)
            QCOMPARE(fetch(gateway.port(), getOf(path)).field("Set-Cookie"), std::string("a=b"));
    }
    QCOMPARE(server.requests(), 3);
}

void CacheCredentialsTest::aRuleIsForThoseWhoDoNotSayWhoTheyAre() {
    ScriptedServer server([](auto& connection) { answersTheAsker(connection); });
    RunningGateway gateway(
        cached(server.port(), "[[cache.rules]]\npath_prefix = \"/\"\nttl = \"5m\"\n"));
    const auto bodyOf = [&](const std::string& path, const std::string& field) {
        return fetch(gateway.port(), getOf(path, field.empty() ? "" : field + "\r\n")).body;
    };
    const std::string key = "X-Api-Key: 1";
    QCOMPARE(bodyOf("/a", key), key);
    QCOMPARE(bodyOf("/a", ""), std::string("nobody"));
    for (const std::string& field : {key, std::string("Proxy-Authorization: Basic x")})
        QCOMPARE(bodyOf("/a", field), field);
    QCOMPARE(server.requests(), 4);
    QCOMPARE(bodyOf("/a", "Cookie: a=b"), std::string("nobody"));
    QCOMPARE(bodyOf("/a", ""), std::string("nobody"));
    QCOMPARE(server.requests(), 4);
}

QTEST_GUILESS_MAIN(CacheCredentialsTest)
#include "cache_credentials_test.moc"
