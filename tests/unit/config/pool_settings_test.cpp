#include <QtTest>

#include "config/loader.h"
#include "problem_text.h"
#include "upstream/balancing/balancer.h"

using namespace sluice;
using namespace sluice::config;
using namespace std::chrono_literals;

namespace {

/// A pool "p" of one server, whose lines come last; `lines` are the pool's, from line 2 on.
auto load(const QByteArray& lines, const QByteArray& server = {}) {
    const QByteArray toml = "[pools.p]\n" + lines + "\n[[pools.p.servers]]\nurl = 'http://h:1'\n" +
                            server + "\n[routes.r]\n";
    return loadText(toml.toStdString(), "a.toml");
}

upstream::PoolOptions poolOf(const QByteArray& lines, const QByteArray& server = {}) {
    const auto loaded = load(lines, server);
    if (!loaded) qFatal("%s", allOf(loaded.error()).constData());
    return loaded->model.pools.front();
}

}  // namespace

/// What a pool's section says of balancing, health and resilience.
class PoolSettingsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nothingSaidIsTheDefaults();
    void readsEveryStrategy();
    void readsBalancing();
    void readsHealth();
    void aHealthTableAloneMeansHttp();
    void readsOutlier();
    void readsResilience();
    void aHedgeTableAloneSwitchesItOn();
    void readsDuties();
    void reports_data();
    void reports();
    void warns_data();
    void warns();
};

void PoolSettingsTest::nothingSaidIsTheDefaults() {
    upstream::PoolOptions defaults;
    defaults.name = "p";
    upstream::PoolOptions read = poolOf("");
    read.servers.clear();
    QVERIFY(read == defaults);
    QVERIFY(read.health.check.kind == upstream::CheckOptions::Kind::none &&
            !read.resilience.hedge.enabled);
}

void PoolSettingsTest::readsEveryStrategy() {
    for (const auto strategy : upstream::availableStrategies()) {
        const QByteArray name = QByteArray::fromStdString(std::string(strategyName(strategy)));
        QVERIFY2(poolOf("strategy = '" + name + "'").strategy == strategy, name.constData());
    }
}

void PoolSettingsTest::readsBalancing() {
    using By = upstream::HashOptions::By;
    const auto pool = poolOf(
        "hash = { by = 'header', name = 'X-User' }\nscore_scale = '50ms'\nslow_start = '0s'\n"
        "fail_open = true\n");
    QVERIFY(pool.hash == (upstream::HashOptions{By::header, "X-User"}));
    QVERIFY(pool.scoreScale == 50ms && pool.health.slowStart == 0s && pool.health.failOpen);
    QVERIFY(poolOf("hash = { by = 'cookie', name = 'id' }").hash.by == By::cookie);
    QVERIFY(poolOf("hash = { by = 'path' }").hash.by == By::path);
    QVERIFY(poolOf("hash = { by = 'client' }").hash.by == By::client);
}

void PoolSettingsTest::readsHealth() {
    const auto check = poolOf(R"([pools.p.health]
kind = "http"
method = "POST"
path = "/ready?deep=1"
host = "a.b"
status = ["200-299", "404", 418]
body = "fine"
headers = { X-Probe = "1" }
interval = "3s"
jitter = 0.5
timeout = "500ms"
healthy_after = 4
unhealthy_after = 5
)")
                           .health.check;
    upstream::CheckOptions expected;
    expected.kind = upstream::CheckOptions::Kind::http;
    expected.method = "POST";
    expected.path = "/ready?deep=1";
    expected.host = "a.b";
    expected.statuses = {{200, 299}, {404, 404}, {418, 418}};
    expected.body = "fine";
    expected.headers = {{"X-Probe", "1"}};
    expected.interval = 3s;
    expected.jitter = 0.5;
    expected.timeout = 500ms;
    expected.healthyAfter = 4;
    expected.unhealthyAfter = 5;
    QVERIFY(check == expected);
}

void PoolSettingsTest::aHealthTableAloneMeansHttp() {
    using Kind = upstream::CheckOptions::Kind;
    const auto check = poolOf(
                           "health = { path = '/healthz', interval = '2s', timeout = '1s', "
                           "healthy_after = 2, unhealthy_after = 3 }")
                           .health.check;
    upstream::CheckOptions expected;
    expected.kind = Kind::http;
    expected.path = "/healthz";
    QVERIFY(check == expected);
    QVERIFY(poolOf("health = {}").health.check.kind == Kind::http);
    QVERIFY(poolOf("health = { kind = 'tcp' }").health.check.kind == Kind::tcp);
    QVERIFY(poolOf("health = { kind = 'none' }").health.check.kind == Kind::none);
}

void PoolSettingsTest::readsOutlier() {
    const auto outlier = poolOf(R"([pools.p.outlier]
enabled = false
window = "5s"
min_requests = 7
consecutive_errors = 0
error_rate = 0.25
latency_factor = 3
latency_floor = "0s"
min_health = 0
min_success = 0.9
ejection = "10m"
max_ejected = 1
)")
                             .health.outlier;
    upstream::OutlierOptions expected;
    expected.enabled = false;
    expected.window = 5s;
    expected.minRequests = 7;
    expected.consecutiveErrors = 0;
    expected.errorRate = 0.25;
    expected.latencyFactor = 3;
    expected.latencyFloor = 0s;
    expected.minHealth = 0;
    expected.minSuccess = 0.9;
    expected.ejection = expected.maxEjection = 10min;  // the longest follows
    expected.maxEjected = 1;
    QVERIFY(outlier == expected);
}

void PoolSettingsTest::readsResilience() {
    const auto pool = poolOf(R"(
concurrency = { max = 10, queue = 20, timeout = "1s" }
retry = { attempts = 3, on = ["timeout"], status = [502, 503], budget = 0.1, min_per_second = 1, max_concurrent = 2, max_body = "1KiB", per_try = "2s" }
hedge = { quantile = 0.9, min_delay = "1ms", max_share = 0.05 }
)");
    QVERIFY(pool.resilience.concurrency == (upstream::ConcurrencyOptions{10, 20, 1s}));
    QVERIFY(pool.resilience.retry ==
            (upstream::RetryOptions{3, false, false, true, {502, 503}, 0.1, 1, 2, 1024, 2s}));
    QVERIFY(pool.resilience.hedge == (upstream::HedgeOptions{true, 0.9, 1ms, 0.05}));
    const auto designed = poolOf(
        "concurrency = { max = 100, queue = 1000 }\n"
        "retry = { attempts = 2, on = [\"connect-failure\", \"reset-before-response\"], budget = "
        "0.2 }");
    QVERIFY(designed.resilience.retry == upstream::RetryOptions());
    QVERIFY(designed.resilience.concurrency == upstream::ConcurrencyOptions());
}

void PoolSettingsTest::aHedgeTableAloneSwitchesItOn() {
    QVERIFY(poolOf("hedge = {}").resilience.hedge.enabled);
    QVERIFY(!poolOf("hedge = { enabled = false }").resilience.hedge.enabled);
}

void PoolSettingsTest::readsDuties() {
    using upstream::Duty;
    QVERIFY(poolOf("").servers.front().duty == Duty::active);
    QVERIFY(poolOf("", "duty = 'active'").servers.front().duty == Duty::active);
    QVERIFY(poolOf("", "duty = 'drained'").servers.front().duty == Duty::drained);
    QVERIFY(poolOf("", "duty = 'maintenance'").servers.front().duty == Duty::maintenance);
}

void PoolSettingsTest::reports_data() {
    QTest::addColumn<QByteArray>("lines");
    QTest::addColumn<QByteArray>("said");
    const auto row = [](const char* lines, const char* said) {
        QTest::newRow(lines) << QByteArray(lines) << QByteArray(said);
    };
    row("hash = { by = 'heder' }",
        "a.toml:2:15: pools.p.hash.by: found \"heder\", expected \"client\", \"header\", "
        "\"cookie\" or \"path\"; did you mean 'header'?");
    row("hash = { by = 'header' }", "pools.p.hash: by = \"header\" needs a name, such as");
    row("hash = { by = 'cookie', name = '' }", "pools.p.hash: by = \"cookie\" needs a name");
    row("hash = { by = 'header', name = 'X User' }", "pools.p.hash.name: \"X User\" is not a");
    row("hash = { key = 'x' }", "pools.p.hash: unknown key 'key'");
    row("score_scale = '0s'", "pools.p.score_scale: found \"0s\", expected at least \"1ms\"");
    row("score_scale = 100", "expected a duration such as");
    row("slow_start = 'soon'", "a.toml:2:14: pools.p.slow_start: ");
    row("fail_open = 1", "found an integer (1), expected true or false");
    row("concurrency = { max = -1 }", "pools.p.concurrency.max: found an integer (-1)");
    row("health = 5", "pools.p.health: found an integer (5), expected a table");
    row("health = { kind = 'htp' }", "\"tcp\" or \"none\"; did you mean 'http'?");
    row("health = { pth = '/' }", "unknown key 'pth'; did you mean 'path'?");
    row("health = { method = 'GE T' }", "pools.p.health.method: \"GE T\" is not a method");
    row("health = { path = 'healthz' }", "a.toml:2:19: pools.p.health.path: \"healthz\" is not a");
    row("health = { path = '/a b' }", "is not a path such as \"/healthz\"");
    row("health = { path = \"/a\\r\\nb\" }", "is not a path");
    row("health = { host = \"a\\nb\" }", "pools.p.health.host: \"a?b\" is not a field value");
    row("health = { headers = { 'a b' = '1' } }", "\"a b\" is not a field name");
    row("health = { headers = { a = \"b\\r\\nc\" } }", "is not a field value");
    row("health = { status = ['200-'] }", "found a string (\"200-\"), expected statuses from 100");
    row("health = { status = ['300-200'] }", "a.toml:2:22: pools.p.health.status: found");
    row("health = { status = [600] }", "found an integer (600), expected statuses");
    row("health = { status = [2.5] }", "found a number");
    row("health = { status = [] }", "pools.p.health.status: no status would be well");
    row("health = { status = '200' }", "found a string (\"200\"), expected statuses");
    row("health = { method = 'HEAD', body = 'x' }", "pools.p.health.body: the answer to HEAD");
    row("health = { interval = '0s' }", "pools.p.health.interval: found \"0s\"");
    row("health = { jitter = 1.5 }", "expected a number from 0 to 1");
    row("health = { healthy_after = 0 }", "expected an integer from 1 to 1000");
    row("outlier = { min_request = 3 }", "unknown key 'min_request'; did you mean 'min_requests'?");
    row("outlier = { error_rate = 2 }", "found an integer (2), expected a number from 0 to 1");
    row("outlier = { latency_factor = 0.5 }", "pools.p.outlier.latency_factor: would eject");
    row("outlier = { ejection = '10s', max_ejection = '5s' }",
        "a.toml:2:46: pools.p.outlier.max_ejection: 5s is less than ejection, 10s");
    row("retry = { on = ['connect-fail', 7] }", "a.toml:2:17: pools.p.retry.on: found a string");
    row("retry = { on = [7] }", "found an integer (7), expected an array of \"connect-failure\"");
    row("retry = { on = ['time-out'] }", "did you mean 'timeout'?");
    row("retry = { status = ['503'] }", "expected statuses from 400 to 599");
    row("retry = { status = [200] }", "found an integer (200)");
    row("retry = { attempts = 11 }", "expected an integer from 0 to 10");
    row("retry = { max_body = '1GiB' }", "expected \"0B\" to \"16MiB\"");
    row("hedge = { quantile = 95 }", "found an integer (95), expected a number from 0 to 1");
    row("hedge = true", "found a boolean (true), expected a table");
    row("servers2 = 1\n[[pools.p.servers]]\nurl='http://x'\nduty = 'draine'",
        "a.toml:5:8: pools.p.servers[0].duty: found \"draine\", expected \"active\", \"drained\" "
        "or "
        "\"maintenance\"; did you mean 'drained'?");
}

void PoolSettingsTest::reports() {
    QFETCH(QByteArray, lines);
    QFETCH(QByteArray, said);
    const auto loaded = load(lines);
    QVERIFY(!loaded);
    QVERIFY2(allOf(loaded.error()).contains(said), allOf(loaded.error()).constData());
}

void PoolSettingsTest::warns_data() {
    QTest::addColumn<QByteArray>("lines");
    QTest::addColumn<QByteArray>("said");
    const auto row = [](const char* lines, const char* said) {
        QTest::newRow(lines) << QByteArray(lines) << QByteArray(said);
    };
    row("hash = { by = 'path', name = 'x' }", "pools.p.hash.name: has no effect");
    row("health = { interval = '1s', timeout = '2s' }",
        "a.toml:2:39: pools.p.health.timeout: 2s is longer than the interval, 1s");
    row("health = { kind = 'tcp', path = '/x' }", "pools.p.health.path: has no effect");
    row("outlier = { max_ejected = 0 }", "pools.p.outlier.max_ejected: 0 lets no server");
    row("retry = { on = [] }", "pools.p.retry: tries nothing again");
    row("retry = { on = ['timeout'] }", "pools.p.retry.on: \"timeout\" has no effect without");
    row("concurrency = { max = 0, queue = 5 }", "pools.p.concurrency.queue: has no effect");
}

void PoolSettingsTest::warns() {
    QFETCH(QByteArray, lines);
    QFETCH(QByteArray, said);
    const auto loaded = load(lines);
    QVERIFY2(loaded, allOf(loaded ? std::vector<Problem>() : loaded.error()).constData());
    QVERIFY2(allOf(loaded->warnings).contains(said), allOf(loaded->warnings).constData());
}

QTEST_APPLESS_MAIN(PoolSettingsTest)
#include "pool_settings_test.moc"
