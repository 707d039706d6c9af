#include <QtTest>
#include <atomic>
#include <memory>

#include "support/cached_gateway.h"
#include "support/raw_client.h"
#include "support/running_gateway.h"
#include "support/scripted_server.h"
#include "support/temporary_file.h"

using sluice::test::answerWith;
using sluice::test::fetch;
using sluice::test::Gate;
using sluice::test::getOf;
using sluice::test::purge;
using sluice::test::RawClient;
using sluice::test::RunningGateway;
using sluice::test::ScriptedServer;

namespace {

/// A server that says its name and the path that it was asked for, for a minute.
class NamedServer {
public:
    explicit NamedServer(std::string name) : m_name(std::move(name)) {}

    uint16_t port() const { return m_server.port(); }
    int requests() const { return m_server.requests(); }

private:
    void serve(ScriptedServer::Connection& connection) {
        while (const auto request = connection.readRequest()) {
            const std::string& head = request->head;
            const std::string target = head.substr(head.find(' ') + 1);
            const std::string body = m_name + " " + target.substr(0, target.find(' '));
            const std::string fields = "Cache-Control: max-age=60\r\nX-From: " + m_name + "\r\n";
            if (head.starts_with("HEAD")) {
                connection.send("HTTP/1.1 200 OK\r\n" + fields + "Content-Length: 7\r\n\r\n");
            } else {
                connection.send(answerWith(fields, body));
            }
        }
    }

    const std::string m_name;
    ScriptedServer m_server{[this](ScriptedServer::Connection& c) { serve(c); }};
};

std::string poolOf(const std::string& name, const NamedServer& server) {
    return "[pools." + name + "]\noutlier = { enabled = false }\nservers = [{ name = \"" + name +
           "\", url = \"http://127.0.0.1:" + std::to_string(server.port()) + "\" }]\n";
}

std::string routeOf(const std::string& name, const std::string& pool, const std::string& more) {
    return "[routes." + name + "]\npool = \"" + pool + "\"\n" + more + "\n";
}

std::string gatewayWith(const std::string& rest) {
    return "[engine]\nworkers = 2\n[listen]\naddress = \"127.0.0.1:0\"\n[admin]\n"
           "address = \"127.0.0.1:0\"\n[cache]\nmemory = \"16MiB\"\n" +
           rest;
}

std::string bodyOf(RunningGateway& gateway, const std::string& path, const std::string& fields) {
    return fetch(gateway.port(), getOf(path, fields)).body;
}

RawClient::Response headOf(RunningGateway& gateway, const std::string& path,
                           const std::string& fields = {}) {
    RawClient client(gateway.port());
    client.send("HEAD " + path + " HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n");
    return client.readResponse(false);
}

bool isHit(const RawClient::Response& response) {
    return response.field("Cache-Status").find("; hit") != std::string::npos;
}

}  // namespace

/// What selected the server selects the stored answer.
class CacheRoutesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void tellsFieldsApart_data();
    void tellsFieldsApart();
    void tellsFieldsApartAtTheSameTime();
    void tellsRoutesOfOnePoolApart();
    void tellsMethodsApart();
    void forgetsAUrlForAllAtOnce_data();
    void forgetsAUrlForAllAtOnce();
    void tellsCachesBehind();
    void followsAReload_data();
    void followsAReload();
    void keepsWhatAReloadLeavesAlone();

private:
    std::unique_ptr<NamedServer> m_one, m_two;
    std::string pools() const { return poolOf("one", *m_one) + poolOf("two", *m_two); }
    std::string apart(const std::string& condition) const {
        return gatewayWith(pools() +
                           routeOf("two", "two", "match.headers = { " + condition + " }") +
                           routeOf("one", "one", ""));
    }
};

void CacheRoutesTest::init() {
    m_one = std::make_unique<NamedServer>("one");
    m_two = std::make_unique<NamedServer>("two");
}

void CacheRoutesTest::tellsFieldsApart_data() {
    QTest::addColumn<std::string>("condition");
    QTest::addColumn<std::string>("field");
    const auto row = [](const char* name, const std::string& condition, const std::string& field) {
        QTest::newRow(name) << condition << field;
    };
    row("value", "X-Tenant = \"two\"", "X-Tenant: two\r\n");
    row("presence", "X-Beta = \"*\"", "X-Beta: 7\r\n");
    row("cookie", "Cookie = \"beta=1\"", "Cookie: beta=1\r\n");
}

void CacheRoutesTest::tellsFieldsApart() {
    QFETCH(std::string, condition);
    QFETCH(std::string, field);
    RunningGateway gateway(apart(condition));
    QCOMPARE(gateway.error(), std::string());
    for (int round = 0; round < 2; ++round) {
        QCOMPARE(bodyOf(gateway, "/a", {}), std::string("one /a"));
        QCOMPARE(bodyOf(gateway, "/a", field), std::string("two /a"));
        QCOMPARE(headOf(gateway, "/a").field("X-From"), std::string("one"));
        QCOMPARE(headOf(gateway, "/a", field).field("X-From"), std::string("two"));
    }
    QCOMPARE(m_one->requests(), 1);
    QCOMPARE(m_two->requests(), 1);
}

void CacheRoutesTest::tellsFieldsApartAtTheSameTime() {
    Gate mayAnswer;
    const auto slow = [&](const char* name) {
        return [&mayAnswer, name](ScriptedServer::Connection& connection) {
            if (!connection.readRequest()) return;
            mayAnswer.wait();
            connection.send(answerWith("Cache-Control: max-age=60\r\n", name));
            connection.waitForClose();
        };
    };
    ScriptedServer one(slow("one")), two(slow("two"));
    const auto pool = [](const char* name, const ScriptedServer& server) {
        return std::string("[pools.") + name +
               "]\nservers = [{ url = \"http://127.0.0.1:" + std::to_string(server.port()) +
               "\" }]\n";
    };
    RunningGateway gateway(gatewayWith(pool("one", one) + pool("two", two) +
                                       routeOf("two", "two", "match.headers = { T = \"two\" }") +
                                       routeOf("one", "one", "")));
    RawClient first(gateway.port()), second(gateway.port());
    first.send(getOf("/a"));
    second.send(getOf("/a", "T: two\r\n"));
    QTRY_COMPARE_WITH_TIMEOUT(one.requests() + two.requests(), 2, 30'000);
    mayAnswer.open();
    QCOMPARE(first.readResponse().body, std::string("one"));
    QCOMPARE(second.readResponse().body, std::string("two"));
}

/// The server tells them apart by the same field, and need not say so to a gateway that knows it.
void CacheRoutesTest::tellsRoutesOfOnePoolApart() {
    RunningGateway gateway(gatewayWith(
        poolOf("one", *m_one) +
        routeOf("two", "one", "match.headers = { T = \"two\" }\nstrip_prefix = \"/a\"") +
        routeOf("one", "one", "")));
    QCOMPARE(gateway.error(), std::string());
    QCOMPARE(bodyOf(gateway, "/a/b", {}), std::string("one /a/b"));
    QCOMPARE(bodyOf(gateway, "/a/b", "T: two\r\n"), std::string("one /b"));
    QCOMPARE(bodyOf(gateway, "/a/b", {}), std::string("one /a/b"));
}

void CacheRoutesTest::tellsMethodsApart() {
    RunningGateway gateway(gatewayWith(
        pools() + routeOf("two", "two", "match.methods = [\"HEAD\"]") + routeOf("one", "one", "")));
    QCOMPARE(gateway.error(), std::string());
    QCOMPARE(bodyOf(gateway, "/a", {}), std::string("one /a"));
    QCOMPARE(headOf(gateway, "/a").field("X-From"), std::string("two"));
    QVERIFY(isHit(fetch(gateway.port(), getOf("/a"))));
}

void CacheRoutesTest::forgetsAUrlForAllAtOnce_data() {
    QTest::addColumn<QByteArray>("what");
    for (const char* what :
         {"POST", "url:http://a/a", "url:/a", "prefix:http://a/", "glob:/?", "all"})
        QTest::addRow("%s", what) << QByteArray(what);
}

void CacheRoutesTest::forgetsAUrlForAllAtOnce() {
    QFETCH(QByteArray, what);
    RunningGateway gateway(gatewayWith(
        pools() + routeOf("two", "two", "match.headers = { T = \"*\" }") +
        routeOf("write", "two", "match.methods = [\"POST\"]") + routeOf("one", "one", "")));
    QCOMPARE(gateway.error(), std::string());
    for (const char* field : {"", "T: two\r\n"}) {
        fetch(gateway.port(), getOf("/a", field));
        QVERIFY(isHit(fetch(gateway.port(), getOf("/a", field))));
    }
    if (what == "POST") {
        fetch(gateway.port(), "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
    } else {
        QCOMPARE(purge(gateway, what.toStdString()).status, 200);
    }
    for (const char* field : {"", "T: two\r\n"})
        QVERIFY(!isHit(fetch(gateway.port(), getOf("/a", field))));
}

void CacheRoutesTest::tellsCachesBehind() {
    RunningGateway gateway(apart("X-Tenant = \"two\""));
    for (int round = 0; round < 2; ++round) {
        QCOMPARE(fetch(gateway.port(), getOf("/a")).field("Vary"), std::string("X-Tenant"));
        QCOMPARE(fetch(gateway.port(), getOf("/a", "X-Tenant: two\r\n")).field("Vary"),
                 std::string("X-Tenant"));
    }
}

void CacheRoutesTest::followsAReload_data() {
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<QByteArray>("body");
    const QByteArray one("pool = \"one\"\n"), two("pool = \"two\"\n");
    const QByteArray strip("strip_prefix = \"/a\"\n"), replace("replace_prefix = \"/c\"\n");
    QTest::newRow("pool") << one << two << QByteArray("two /a/b");
    QTest::newRow("strip") << one << one + strip << QByteArray("one /b");
    QTest::newRow("replace") << one + strip << one + strip + replace << QByteArray("one /c/b");
}

void CacheRoutesTest::followsAReload() {
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    QFETCH(QByteArray, body);
    const auto text = [&](const QByteArray& route) {
        return gatewayWith(pools() + "[routes.all]\n" + route.toStdString() + "\n");
    };
    sluice::test::TemporaryFile file(text(before));
    RunningGateway gateway(file.path());
    QCOMPARE(gateway.error(), std::string());
    const std::string first = bodyOf(gateway, "/a/b", {});
    const auto reload = [&](const QByteArray& route) {
        QVERIFY(file.write(text(route)));
        bool reloaded = false;
        gateway.call([&](auto& engine) { reloaded = engine.reload().has_value(); });
        QVERIFY(reloaded);
    };
    reload(after);
    QCOMPARE(bodyOf(gateway, "/a/b", {}), body.toStdString());
    // What was stored before is there again with what it came by, but not what was purged since.
    reload(before);
    QVERIFY(isHit(fetch(gateway.port(), getOf("/a/b"))));
    QCOMPARE(bodyOf(gateway, "/a/b", {}), first);
    reload(after);
    QCOMPARE(purge(gateway, "url:http://a/a/b").status, 200);
    reload(before);
    QVERIFY(!isHit(fetch(gateway.port(), getOf("/a/b"))));
}

void CacheRoutesTest::keepsWhatAReloadLeavesAlone() {
    const auto text = [&](const NamedServer& server) {
        return gatewayWith(poolOf("one", server) + routeOf("all", "one", ""));
    };
    sluice::test::TemporaryFile file(text(*m_one));
    RunningGateway gateway(file.path());
    QCOMPARE(bodyOf(gateway, "/a", {}), std::string("one /a"));
    QVERIFY(file.write(text(*m_two)));
    gateway.call([](auto& engine) { QVERIFY(engine.reload().has_value()); });
    const auto after = fetch(gateway.port(), getOf("/a"));
    QVERIFY(isHit(after));
    QCOMPARE(after.body, std::string("one /a"));
}

QTEST_GUILESS_MAIN(CacheRoutesTest)
#include "cache_routes_test.moc"
