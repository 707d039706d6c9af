#include "config/change_reader.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

#include "config/json.h"
#include "config/route_writer.h"
#include "config/setting.h"
#include "config/toml_text.h"
#include "config/tuning_writer.h"

using namespace sluice;
using namespace sluice::config;
using namespace std::chrono_literals;

namespace {

Value fromText(const QByteArray& json) {
    return fromJson(QJsonDocument::fromJson(json).object());
}

}  // namespace

/// Changes as requests ask for them.
class ChangeReaderTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void changesWhatIsNamed();
    void changesServers();
    void readsBackWhatIsWritten();
    void readsBackARoute();
    void changesRoutes();
    void changesPoolAndRouteOfAModel();
    void findsFilesFromTheFolder();
    void gathersSettings();
    void knowsWhoseASettingIs();
    void refuses_data();
    void refuses();
    void refusesServers_data();
    void refusesServers();
};

void ChangeReaderTest::changesWhatIsNamed() {
    upstream::PoolOptions before;
    before.health.check.headers = {{"X", "1"}};
    before.health.outlier.minRequests = 7;
    const auto after = changed(before, fromText(R"({"strategy": "round-robin", "fail_open": true,
        "score_scale": "50ms", "slow_start": "0s", "outlier": {"window": "5s", "error_rate": 1},
        "health": {"status": [204, "300-399"], "headers": {"Y": "2"}}})"));
    QVERIFY2(after, after ? "" : after.error().message.c_str());
    upstream::PoolOptions expected = before;
    expected.strategy = upstream::Strategy::roundRobin;
    expected.scoreScale = 50ms;
    expected.health.failOpen = true;
    expected.health.slowStart = 0s;
    expected.health.outlier.window = 5s;
    expected.health.outlier.errorRate = 1;
    expected.health.check.kind = upstream::CheckOptions::Kind::http;
    expected.health.check.statuses = {{204, 204}, {300, 399}};
    expected.health.check.headers = {{"Y", "2"}};
    QVERIFY(*after == expected);

    const auto resilient = changed(before, fromText(R"({"concurrency": {"max": 5},
        "retry": {"attempts": 0, "status": [503]}, "hedge": {"max_share": 0.5}})"));
    QVERIFY2(resilient, resilient ? "" : resilient.error().message.c_str());
    expected = before;
    expected.resilience.concurrency.max = 5;
    expected.resilience.retry.attempts = 0;
    expected.resilience.retry.statuses = {503};
    expected.resilience.hedge.enabled = true;
    expected.resilience.hedge.maxShare = 0.5;
    QVERIFY(*resilient == expected);
}

void ChangeReaderTest::changesServers() {
    const upstream::ServerOptions before{"s", {}, 2, upstream::Duty::active};
    const auto weight = changed(before, fromText(R"({"weight": 3})"));
    QVERIFY(weight && weight->weight == 3 && weight->duty == upstream::Duty::active);
    const auto both = changed(before, fromText(R"({"weight": 0.5, "duty": "drained"})"));
    QVERIFY(both && both->weight == 0.5 && both->duty == upstream::Duty::drained);
}

void ChangeReaderTest::readsBackWhatIsWritten() {
    upstream::PoolOptions pool;
    pool.strategy = upstream::Strategy::roundRobin;
    pool.scoreScale = 1500us;
    pool.health.check = {.kind = upstream::CheckOptions::Kind::tcp,
                         .method = "POST",
                         .path = "/\"x\"",
                         .host = "h",
                         .headers = {{"A-b", "\\"}},
                         .statuses = {{200, 200}, {300, 302}},
                         .body = "ü",
                         .interval = 90s,
                         .jitter = 0.3,
                         .timeout = 1ms,
                         .healthyAfter = 9,
                         .unhealthyAfter = 8};
    pool.health.outlier = {false, 1s, 2, 3, 0.4, 5.5, 6ms, 0.7, 0.8, 9s, 10s, 1};
    pool.health.failOpen = true;
    pool.resilience.concurrency = {7, 8, 9s};
    pool.resilience.retry = {3, false, true, true, {502, 503}, 0.25, 4, 5, 6000, 70ms};
    pool.resilience.hedge = {true, 0.9, 8ms, 0.2};
    pool.hash = {upstream::HashOptions::By::cookie, "id"};
    pool.transport = upstream::TransportKind::qt;
    pool.hash.bound = 1.5;
    pool.http2 = true;
    pool.maxConnections = 20;
    pool.keepAlive = 10;
    pool.keepAliveExpiry = 0s;
    pool.maxWaiting = 30;
    pool.connectTimeout = pool.writeTimeout = pool.acquireTimeout = pool.streamIdleTimeout = 0s;
    pool.readTimeout = 5min;
    pool.verifyTls = false;
    pool.caFile = "/a.pem";
    Value written = writeTuning(pool);
    written.members.pop_back();  // servers
    const auto read = changed(upstream::PoolOptions(), fromJson(toJson(written)));
    QVERIFY2(read, read ? "" : read.error().message.c_str());
    QVERIFY(*read == pool);
    using upstream::PreserveHost;
    for (const auto preserve :
         {PreserveHost::automatic, PreserveHost::always, PreserveHost::never}) {
        pool.preserveHost = preserve;
        written = writeTuning(pool);
        written.members.pop_back();
        QVERIFY(*changed(upstream::PoolOptions(), fromJson(toJson(written))) == pool);
    }
}

void ChangeReaderTest::readsBackARoute() {
    routing::Route route;
    route.name = "r";
    route.match = {"a.b", "/v1", "", {"GET"}, {{"X-A", "1"}}};
    route.pool = "p";
    route.stripPrefix = "/v1";
    route.replacePrefix = "/api";
    route.requestFields = {{"X-B"}, {{"X-C", "2"}}};
    route.responseFields = {{"X-D"}, {{"X-E", "3"}}};
    route.timeout = 0s;
    route.cache = false;
    Model model;
    model.pools.emplace_back().name = "p";
    routing::Route other;
    other.name = "r";
    other.match.methods = {"POST", "PUT"};
    const auto read = changed(other, fromJson(toJson(writeRoute(route))), model);
    QVERIFY2(read, read ? "" : read.error().message.c_str());
    QCOMPARE(tomlText(writeRoute(*read)), tomlText(writeRoute(route)));
}

void ChangeReaderTest::changesRoutes() {
    Model model;
    model.pools.emplace_back().name = "p";
    routing::Route route;
    route.name = "r";
    route.pool = "p";
    const auto after = changed(route, fromText(R"({"timeout": "0s", "cache": false})"), model);
    QVERIFY2(after, after ? "" : after.error().message.c_str());
    QVERIFY(after->timeout == 0s && !after->cache && after->pool == "p");
    const auto refused = [&](const QByteArray& json, const QByteArray& said) {
        const auto wrong = changed(route, fromText(json), model);
        return !wrong && QByteArray::fromStdString(wrong.error().message).contains(said);
    };
    QVERIFY(refused(R"({"pool": "q"})", "there is no pool \"q\""));
    QVERIFY(refused(R"({"timout": "1s"})", "unknown key 'timout'; did you mean 'timeout'?"));
    QVERIFY(refused(R"({"match": {"path_prefix": "x"}})", "match"));
}

void ChangeReaderTest::changesPoolAndRouteOfAModel() {
    Model model;
    model.pools.emplace_back().name = "p";
    model.pools.front().servers.push_back({"s", {false, {"127.0.0.1", 9}}});
    model.routes.emplace_back().name = "r";
    model.routes.front().pool = "p";
    const auto after = changed(model, fromText(R"({"timeout": "1m", "timeouts": {"read": "2m"}})"));
    QVERIFY2(after, after ? "" : after.error().message.c_str());
    QVERIFY(after->routes.front().timeout == 1min && after->pools.front().readTimeout == 2min);
    const auto wrong = changed(model, fromText(R"({"strateggy": "x"})"));
    QVERIFY(!wrong);
    QVERIFY(wrong.error().message.ends_with("did you mean 'strategy'?"));
}

void ChangeReaderTest::findsFilesFromTheFolder() {
    const Value table = fromText(R"({"tls": {"ca_file": "ca.pem"}})");
    QCOMPARE(changed(upstream::PoolOptions(), table, "/etc/sluice")->caFile,
             std::string("/etc/sluice/ca.pem"));
}

void ChangeReaderTest::gathersSettings() {
    Value table;
    addSetting(table, "timeouts.read", "3s");
    addSetting(table, "strategy", "round-robin");
    addSetting(table, "timeouts.write", "4s");
    addSetting(table, "timeouts.read", "5s");
    QCOMPARE(tomlText(table), std::string("{ timeouts = { read = \"5s\", write = \"4s\" }, "
                                          "strategy = \"round-robin\" }"));
}

void ChangeReaderTest::knowsWhoseASettingIs() {
    QCOMPARE(ownerOf("timeouts.read"), SettingOwner::pool);
    QCOMPARE(ownerOf("hash"), SettingOwner::pool);
    QCOMPARE(ownerOf("timeout"), SettingOwner::route);
    QCOMPARE(ownerOf("match.host"), SettingOwner::route);
    QCOMPARE(ownerOf("servers"), SettingOwner::none);
    QCOMPARE(ownerOf("timout"), SettingOwner::none);
    // No key is of both.
    for (const Member& member : writeRoute({}).members)
        QVERIFY2(!writeTuning({}).find(member.key), member.key.c_str());
}

void ChangeReaderTest::refuses_data() {
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("said");
    const auto row = [](const char* json, const char* said) {
        QTest::newRow(json) << QByteArray(json) << QByteArray(said);
    };
    row("{}", "there is nothing to change");
    row(R"({"strateggy": "x"})", "unknown key 'strateggy'; did you mean 'strategy'?");
    row(R"({"strategy": "fastest"})", "strategy: found \"fastest\", expected \"round-robin\"");
    row(R"({"strategy": null})", "strategy: found null, expected");
    row(R"({"outlier": {"window": 5}})", "outlier.window: found an integer (5), expected a dur");
    row(R"({"outlier": {"min_requests": 1.5}})", "outlier.min_requests: found a number (1.5");
    row(R"({"outlier": {"ejection": "9s", "max_ejection": "3s"}})", "outlier.max_ejection: 3s is");
    row(R"({"outlier": []})", "outlier: found an array, expected a table");
    row(R"({"health": {"path": "x"}})", "health.path: \"x\" is not a path");
    row(R"({"health": {"pth": "/"}})", "health: unknown key 'pth'; did you mean 'path'?");
    row(R"({"fail_open": "yes", "slow_start": "1"})", "fail_open: found a string (\"yes\")");
    row(R"({"fail_open": "yes", "slow_start": "1"})", "slow_start: \"1\" has no unit");
    row(R"({"retry": {"attempts": 11}})", "retry.attempts: found an integer (11), expected");
    row(R"({"retry": {"on": ["reset"]}})", "retry.on: found a string (\"reset\")");
    row(R"({"outlier": {"window": "0s"}})", "outlier.window: found \"0s\"");
    row(R"({"timeouts": {"reed": "1s"}})", "timeouts: unknown key 'reed'; did you mean 'read'?");
    row(R"({"connections": {"max": 5, "keep_alive": 6}})", "connections.keep_alive: 6 is more");
    row(R"({"hash": {"by": "header"}})", "hash: by = \"header\" needs a name");
    row(R"({"timeout": "5s"})", "unknown key 'timeout'; did you mean 'timeouts'?");
    row(R"({"hedge": {"quantile": 2}})", "hedge.quantile: found an integer (2)");
    row(R"({"servers": {}})", "unknown key 'servers'");
}

void ChangeReaderTest::refuses() {
    QFETCH(QByteArray, json);
    QFETCH(QByteArray, said);
    const auto after = changed(upstream::PoolOptions(), fromText(json));
    QVERIFY(!after);
    QVERIFY2(QByteArray::fromStdString(after.error().message).contains(said),
             after.error().message.c_str());
}

void ChangeReaderTest::refusesServers_data() {
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("said");
    const auto row = [](const char* json, const char* said) {
        QTest::newRow(json) << QByteArray(json) << QByteArray(said);
    };
    row("{}", "there is nothing to change");
    row(R"({"wieght": 5})", "unknown key 'wieght'; did you mean 'weight'?");
    row(R"({"weight": "5"})", "weight: found a string (\"5\"), expected a number");
    row(R"({"weight": null})", "weight: found null, expected a number");
    row(R"({"weight": -0.1})", "expected a number from 0 to 1000");
    row(R"({"weight": 1000.1})", "expected a number from 0 to 1000");
    row(R"({"weight": 5, "duty": "drain"})", "duty: found \"drain\", expected \"active\"");
    row(R"({"weight": 5, "state": "x"})", "unknown key 'state'");
}

void ChangeReaderTest::refusesServers() {
    QFETCH(QByteArray, json);
    QFETCH(QByteArray, said);
    const auto after = changed(upstream::ServerOptions(), fromText(json));
    QVERIFY(!after);
    QVERIFY2(QByteArray::fromStdString(after.error().message).contains(said),
             after.error().message.c_str());
}

QTEST_APPLESS_MAIN(ChangeReaderTest)
#include "change_reader_test.moc"
