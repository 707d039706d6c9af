#include "admin/pool_json.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QtTest>

using namespace Qt::StringLiterals;

namespace sluice::admin {

namespace {

metrics::PoolSnapshot pool() {
    metrics::ServerSnapshot server;
    server.name = "one";
    server.url = "http://127.0.0.1:3001";
    server.weight = 2.5;
    server.configuredWeight = 2;
    server.expectedShare = 0.7;
    server.measuredShare = 0.6;
    server.effectiveWeight = 1.25;
    server.state = "ejected";
    server.reason = "5 errors in a row";
    server.duty = "drained";
    server.ramp = 0.5;
    server.ejectedFor_s = 8;
    server.lastCheck = "200";
    server.lastCheckAgo_s = 1.5;
    server.averageLatency_ms = 3;
    server.successRate = 0.9;
    server.peakLatency_ms = 4;
    server.score = {0.1, 0.2, 0.3, 0.4, 0.5};
    server.tunnels = 6;
    metrics::PoolSnapshot pool;
    pool.name = "pool";
    pool.strategy = "round-robin";
    pool.configuredStrategy = "weighted-round-robin";
    pool.transport = "direct";
    pool.failOpen = true;
    pool.concurrency = 11;
    pool.concurrencyMax = 12;
    pool.queued = 13;
    pool.overflows = 14;
    pool.retries = 15;
    pool.retriesRefused = 16;
    pool.retriesUnderWay = 17;
    pool.hedges = 18;
    pool.hedgesWon = 19;
    pool.connectionsOpen = 1;
    pool.connectionsIdle = 2;
    pool.connectionsMax = 3;
    pool.waiting = 4;
    pool.settings = {{"retry.attempts", "2"}};
    pool.servers = {server};
    return pool;
}

Actions actions() {
    Actions actions;
    actions.pool = [](const std::string&) { return std::optional(pool()); };
    actions.settings = [](const std::string&) {
        return Settings{{{u"slow_start"_s, u"10s"_s},
                         {u"concurrency"_s, QJsonObject{{u"queue"_s, 5}}},
                         {u"servers"_s, QJsonObject()}},
                        {{u"slow_start"_s, u"5s"_s}, {u"servers"_s, QJsonObject()}}};
    };
    return actions;
}

}  // namespace

class PoolJsonTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellsAllOfAPool();
    void tellsAllOfAServer();
    void addsWhatMayBeChanged();
    void aServerNamesItsPool();
};

void PoolJsonTest::tellsAllOfAPool() {
    QJsonObject json = poolJson(pool());
    QCOMPARE(json.take(u"servers"_s).toArray().size(), 1);
    const QJsonObject expected{
        {u"name"_s, u"pool"_s},
        {u"strategy"_s, u"round-robin"_s},
        {u"configured_strategy"_s, u"weighted-round-robin"_s},
        {u"score_scale_ms"_s, 100.0},
        {u"max_ejected"_s, 0.5},
        {u"failing_open"_s, true},
        {u"concurrency"_s,
         QJsonObject{{u"now"_s, 11}, {u"max"_s, 12}, {u"queued"_s, 13}, {u"overflows"_s, 14}}},
        {u"retries"_s, QJsonObject{{u"total"_s, 15}, {u"refused"_s, 16}, {u"now"_s, 17}}},
        {u"hedges"_s, QJsonObject{{u"total"_s, 18}, {u"won"_s, 19}}},
        {u"breaker"_s, u"closed"_s},
        {u"transport"_s, u"direct"_s},
        {u"connections"_s,
         QJsonObject{{u"open"_s, 1}, {u"idle"_s, 2}, {u"max"_s, 3}, {u"waiting"_s, 4}}},
        {u"settings"_s, QJsonObject{{u"retry.attempts"_s, u"2"_s}}}};
    QCOMPARE(json, expected);
}

void PoolJsonTest::tellsAllOfAServer() {
    QJsonObject json = poolJson(pool())[u"servers"_s][0].toObject();
    QVERIFY(json.take(u"traffic"_s).isObject());
    const QJsonObject expected{
        {u"name"_s, u"one"_s},
        {u"url"_s, u"http://127.0.0.1:3001"_s},
        {u"state"_s, u"ejected"_s},
        {u"reason"_s, u"5 errors in a row"_s},
        {u"weight"_s, 2.5},
        {u"configured_weight"_s, 2.0},
        {u"effective_weight"_s, 1.25},
        {u"ramp"_s, 0.5},
        {u"duty"_s, u"drained"_s},
        {u"configured_duty"_s, u"active"_s},
        {u"expected_share"_s, 0.7},
        {u"measured_share"_s, 0.6},
        {u"ejected_for_s"_s, 8.0},
        {u"failing_for_s"_s, 0.0},
        {u"last_check"_s, QJsonObject{{u"result"_s, u"200"_s}, {u"ago_s"_s, 1.5}}},
        {u"average_latency_ms"_s, 3.0},
        {u"success_rate"_s, 0.9},
        {u"peak_latency_ms"_s, 4.0},
        {u"score"_s, QJsonObject{{u"speed"_s, 0.1},
                                 {u"room"_s, 0.2},
                                 {u"success"_s, 0.3},
                                 {u"health"_s, 0.4},
                                 {u"total"_s, 0.5}}},
        {u"tunnels"_s, 6}};
    QCOMPARE(json, expected);
    metrics::PoolSnapshot unchecked = pool();
    unchecked.servers.front().lastCheckAgo_s = -1;
    QVERIFY(poolJson(unchecked)[u"servers"_s][0][u"last_check"_s].isNull());
}

void PoolJsonTest::addsWhatMayBeChanged() {
    const QJsonObject json = QJsonDocument::fromJson(poolToJson(pool(), actions())).object();
    QCOMPARE(json[u"slow_start"_s].toString(), u"10s"_s);
    QVERIFY(json[u"servers"_s].isArray());
    QCOMPARE(json[u"concurrency"_s][u"now"_s].toInt(), 11);
    QCOMPARE(json[u"concurrency"_s][u"queue"_s].toInt(), 5);
    QCOMPARE(json[u"configured"_s][u"slow_start"_s].toString(), u"5s"_s);
    metrics::Snapshot snapshot;
    snapshot.pools = {pool()};
    const auto all = QJsonDocument::fromJson(poolsToJson(snapshot, actions())).array();
    QCOMPARE(all, (QJsonArray{json}));
}

void PoolJsonTest::aServerNamesItsPool() {
    const auto json =
        QJsonDocument::fromJson(serverToJson("a \"b\"", pool().servers.front())).object();
    QCOMPARE(json[u"pool"_s].toString(), u"a \"b\""_s);
    QCOMPARE(json[u"weight"_s].toDouble(), 2.5);
}

}  // namespace sluice::admin

QTEST_APPLESS_MAIN(sluice::admin::PoolJsonTest)
#include "pool_json_test.moc"
