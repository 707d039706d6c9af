#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QtTest>

#include "support/raw_client.h"
#include "support/running_gateway.h"
#include "support/scripted_server.h"

using namespace Qt::StringLiterals;
using sluice::test::fetch;
using sluice::test::gatewayTo;
using sluice::test::RunningGateway;
using sluice::test::ScriptedServer;

namespace {

constexpr int limit_ms = 30'000;

/// A gateway from a file of its own, in front of a server that says what its path says.
class Fixture {
public:
    explicit Fixture(const std::string& cache =
                         "[cache]\nmemory = \"16MiB\" # m\n"
                         "default_ttl = \"0s\"\n\n[[cache.rules]]\n"
                         "path_prefix = \"/static\"\nttl = \"1h\" # long\n") {
        QFile file(path());
        const std::string text =
            gatewayTo(m_server.port(), {}, "outlier = { enabled = false }", cache);
        if (file.open(QIODevice::WriteOnly)) file.write(QByteArray::fromStdString(text));
        file.close();
        m_gateway.emplace(std::filesystem::path(path().toStdString()));
    }

    RunningGateway& gateway() { return *m_gateway; }
    QString path() const { return m_folder.filePath(u"a.toml"_s); }
    QByteArray text() const {
        QFile file(path());
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    /// How long an answer for the path is fresh, by our Cache-Status; -1: it was not from the
    /// cache.
    int ttl(const std::string& target) {
        (void)get(target);
        const std::string status = get(target).field("Cache-Status");
        const size_t at = status.find("ttl=");
        return at == std::string::npos ? -1 : std::atoi(status.c_str() + at + 4);
    }
    sluice::test::RawClient::Response get(const std::string& target) {
        return fetch(m_gateway->port(), "GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
    }
    QJsonObject ask(const std::string& method, const std::string& target,
                    const std::string& body = {}, int status = 200) {
        const std::string content = body.empty() ? "" : "Content-Type: application/json\r\n";
        const auto answer = fetch(
            m_gateway->adminPort(),
            method + " /api/v1/" + target +
                " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(m_gateway->adminPort()) + "\r\n" +
                content + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
        if (answer.status != status) qWarning("%d: %s", answer.status, answer.body.c_str());
        return QJsonDocument::fromJson(QByteArray::fromStdString(answer.body)).object();
    }
    bool waitForUnsaved(int count) {
        return QTest::qWaitFor([&] { return m_gateway->snapshot()->unsavedChanges == count; },
                               limit_ms);
    }

private:
    static void serve(ScriptedServer::Connection& connection) {
        while (const auto request = connection.readRequest()) {
            const bool isPrivate = request->head.find("/private") != std::string::npos;
            const std::string fields = isPrivate ? "Cache-Control: private\r\n" : "";
            connection.send("HTTP/1.1 200 OK\r\n" + fields + "Content-Length: 2\r\n\r\nok");
        }
    }

    ScriptedServer m_server{[](auto& connection) { serve(connection); }};
    QTemporaryDir m_folder;
    std::optional<RunningGateway> m_gateway;
};

QString decisive(const QJsonObject& explanation, const QString& part) {
    return explanation.value(part).toArray().last().toObject().value(u"section"_s).toString();
}

}  // namespace

/// What the admin API tells of the cache and changes of it, in a whole gateway.
class CacheRulesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }
    void aRuleIsLiveAtOnceAndSaved();
    void countsForWhatWasNotStored();
    void revertsToTheFile();
    void refusesWhatIsWrong();
    void listsEntries();
    void explainsWhatItSaw();
    void asksTheServer();
    void startsAndSavesACache();
};

void CacheRulesTest::aRuleIsLiveAtOnceAndSaved() {
    Fixture fixture;
    QCOMPARE(fixture.gateway().error(), std::string());
    QVERIFY(fixture.ttl("/static/1") > 3'500);
    QCOMPARE(fixture.ttl("/other/1"), -1);
    const QByteArray before = fixture.text();
    fixture.ask("PATCH", "cache/rules", R"({"rules": [{"path_prefix": "/static", "ttl": "2h"}]})");
    QTRY_VERIFY_WITH_TIMEOUT(fixture.ttl("/static/" + std::to_string(std::rand())) > 3'700,
                             limit_ms);
    QVERIFY(fixture.ttl("/static/1") <= 3'600);  // stored before
    QVERIFY(fixture.waitForUnsaved(1));
    QCOMPARE(fixture.text(), before);
    fixture.ask("POST", "save");
    QByteArray expected = before;
    expected.replace("\"1h\" # long", "\"2h\" # long");
    QCOMPARE(fixture.text(), expected);
    QVERIFY(fixture.waitForUnsaved(0));
    QVERIFY(fixture.ttl("/static/2") > 3'700);
}

/// Also where it was marked as none to wait for.
void CacheRulesTest::countsForWhatWasNotStored() {
    Fixture fixture;
    QCOMPARE(fixture.ttl("/other/1"), -1);
    fixture.ask("PATCH", "cache/rules", R"({"rules": [{"path_prefix": "/other", "ttl": "9m"}]})");
    QTRY_VERIFY_WITH_TIMEOUT(fixture.ttl("/other/1") > 0, 20'000);
}

void CacheRulesTest::revertsToTheFile() {
    Fixture fixture;
    fixture.ask("PATCH", "cache/rules", R"({"default_ttl": "5m", "rules": []})");
    QVERIFY(fixture.waitForUnsaved(2));
    QCOMPARE(fixture.ask("GET", "cache/rules").value(u"default_ttl"_s).toString(), u"5m"_s);
    QTRY_VERIFY_WITH_TIMEOUT(fixture.ttl("/other/" + std::to_string(std::rand())) > 0, limit_ms);
    fixture.ask("POST", "revert");
    QVERIFY(fixture.waitForUnsaved(0));
    const QJsonObject rules = fixture.ask("GET", "cache/rules");
    QCOMPARE(rules.value(u"rules"_s), rules.value(u"configured"_s)[u"rules"_s]);
    QCOMPARE(rules.value(u"rules"_s).toArray().size(), 1);
}

void CacheRulesTest::refusesWhatIsWrong() {
    Fixture fixture;
    const auto detail = [&](const std::string& body, int status) {
        return fixture.ask("PATCH", "cache/rules", body, status).value(u"detail"_s).toString();
    };
    QVERIFY(detail(R"({"rules": [{"path_prefix": "/a", "ttl": "5"}]})", 422)
                .startsWith(u"rules[0].ttl"_s));
    QVERIFY(detail(R"({"memory": "1MiB"})", 422).contains(u"unknown key 'memory'"_s));
    QVERIFY(detail(R"({"rules": [{"path_prefix": "a", "ttl": "5s"}]})", 422)
                .startsWith(u"rules[0].path_prefix"_s));
    fixture.ask("GET", "cache/entries?limit=x", {}, 400);
    fixture.ask("GET", "cache/explain", {}, 400);
    fixture.ask("DELETE", "cache/rules", {}, 405);
    Fixture without{std::string()};
    without.ask("PATCH", "cache/rules", R"({"default_ttl": "5m"})", 409);
    without.ask("GET", "cache/entries", {}, 409);
    QVERIFY(!without.ask("GET", "cache").value(u"enabled"_s).toBool());
}

void CacheRulesTest::listsEntries() {
    Fixture fixture;
    for (int i = 0; i < 12; ++i)
        fixture.get("/static/" + std::to_string(i));
    fixture.get("/static/3");
    const QJsonObject all = fixture.ask("GET", "cache/entries?order=hits&limit=5");
    QCOMPARE(all.value(u"entries"_s).toInt(), 12);
    QCOMPARE(all.value(u"urls"_s).toArray().size(), 5);
    const QJsonObject first = all.value(u"urls"_s).toArray().first().toObject();
    QCOMPARE(first.value(u"url"_s).toString(), u"http://a/static/3"_s);
    QCOMPARE(first.value(u"why"_s).toString(), u"rule /static"_s);
    QVERIFY(first.value(u"fresh_for_s"_s).toInt() > 3'500);
    const QJsonObject some = fixture.ask("GET", "cache/entries?search=static%2F1");
    QCOMPARE(some.value(u"matching"_s).toInt(), 3);  // 1, 10 and 11
    QTRY_COMPARE_WITH_TIMEOUT(fixture.ask("GET", "cache").value(u"entries"_s).toInt(), 12,
                              limit_ms);
}

void CacheRulesTest::explainsWhatItSaw() {
    Fixture fixture;
    const auto explain = [&](const std::string& path) {
        return fixture.ask("GET", "cache/explain?url=http://a" + path);
    };
    QCOMPARE(explain("/private").value(u"state"_s).toString(), u"unknown"_s);
    fixture.get("/private");
    fixture.get("/static/1");
    const QJsonObject refused = explain("/private");
    QCOMPARE(refused.value(u"state"_s).toString(), u"not-stored"_s);
    QCOMPARE(decisive(refused, u"storing"_s), u"RFC 9111 section 5.2.2.7"_s);
    const QJsonObject stored = explain("/static/1");
    QCOMPARE(stored.value(u"state"_s).toString(), u"stored"_s);
    QCOMPARE(stored.value(u"why"_s).toString(), u"rule /static"_s);
    QCOMPARE(decisive(stored, u"storing"_s), u"RFC 9111 section 4.2.2"_s);
    fixture.ask("GET", "cache/explain?url=nowhere", {}, 400);
}

void CacheRulesTest::asksTheServer() {
    Fixture fixture;
    const QJsonObject refused = fixture.ask("POST", "cache/explain", R"({"url": "/private/7"})");
    QCOMPARE(refused.value(u"state"_s).toString(), u"not-stored"_s);
    const QJsonObject stored = fixture.ask("POST", "cache/explain", R"({"url": "/static/7"})");
    QCOMPARE(stored.value(u"state"_s).toString(), u"stored"_s);
    const QJsonObject secret =
        fixture.ask("POST", "cache/explain",
                    R"({"url": "/static/8", "fields": {"Authorization": "Basic c2VjcmV0"}})");
    QCOMPARE(decisive(secret, u"storing"_s), u"RFC 9111 section 3.5"_s);
    fixture.ask("POST", "cache/explain", R"({"url": "/a", "fields": {"Host": "b"}})", 422);
    fixture.ask("POST", "cache/explain", R"({"fields": {}})", 422);
}

void CacheRulesTest::startsAndSavesACache() {
    Fixture fixture{std::string()};
    const QByteArray before = fixture.text();
    sluice::Result<> started;
    fixture.gateway().call([&](auto& engine) { started = engine.startCache(); });
    QVERIFY(started);
    QVERIFY(fixture.waitForUnsaved(1));
    fixture.ask("PATCH", "cache/rules", R"({"rules": [{"path_prefix": "/a", "ttl": "9s"}]})");
    QVERIFY(fixture.waitForUnsaved(2));
    QTRY_VERIFY_WITH_TIMEOUT(fixture.ttl("/a/" + std::to_string(std::rand())) > 0, limit_ms);
    fixture.ask("POST", "save");
    QVERIFY(fixture.text().startsWith(before));
    QVERIFY(fixture.text().endsWith("\n[[cache.rules]]\npath_prefix = \"/a\"\nttl = \"9s\"\n"));
    QVERIFY(fixture.waitForUnsaved(0));
}

QTEST_GUILESS_MAIN(CacheRulesTest)
#include "cache_rules_test.moc"
