#include "admin/snapshot_json.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>
#include <limits>

using namespace Qt::StringLiterals;

namespace sluice::admin {

namespace {

using metrics::Snapshot;

metrics::Traffic traffic(uint64_t requests) {
    metrics::Traffic traffic;
    traffic.requests = requests;
    traffic.byStatusClass = {1, 2, 3, 4, 5, 6};
    traffic.failures = 3;
    traffic.bytesIn = 1'000;
    traffic.bytesOut = 2'000;
    traffic.inFlight = 9;
    traffic.rates = {.per_1s = 11, .per_10s = 12, .per_1m = 13, .per_5m = 14};
    traffic.errorRate = 0.25;
    traffic.cacheHitRate = 0.5;
    traffic.latency = {1, 2, 3, 4, 5, 6, 7};
    traffic.lastSecond = {10, 20, 30, 40, 50, 60, 70};
    traffic.firstByte = {0.5, 1, 1, 1, 1, 1, 1};
    traffic.phase_ms = {0.25, 1, 2, 3, 4, 5, 6, 7};
    return traffic;
}

metrics::PoolSnapshot poolSnapshot() {
    metrics::ServerSnapshot one;
    one.name = "one";
    one.url = "http://127.0.0.1:3001";
    one.weight = 2.5;
    one.configuredWeight = 2;
    one.expectedShare = 0.7;
    one.measuredShare = 0.6;
    one.state = "healthy";
    one.traffic = traffic(40);
    metrics::ServerSnapshot two;
    two.name = "two";
    two.url = "http://127.0.0.1:3002";
    two.weight = 0;
    two.state = "drained";
    metrics::PoolSnapshot pool;
    pool.name = "pool";
    pool.strategy = "weighted-round-robin";
    pool.transport = "direct";
    pool.connectionsOpen = 1;
    pool.connectionsIdle = 2;
    pool.connectionsMax = 3;
    pool.waiting = 4;
    pool.servers = {one, two};
    return pool;
}

Snapshot full() {
    Snapshot snapshot;
    snapshot.time_ms = 1'700'000'000'123;
    snapshot.sluiceVersion = "1.2.3";
    snapshot.listenUrl = "http://127.0.0.1:8080";
    snapshot.adminUrl = "http://127.0.0.1:8081";
    snapshot.configFile = "/etc/sluice.toml";
    snapshot.configError = "sluice.toml:3:1: \"x\"";
    snapshot.unsavedChanges = 2;
    snapshot.fileConflict = true;
    snapshot.workers = 4;
    snapshot.total = traffic(100);
    snapshot.latencyBands[0] = 17;
    snapshot.latencyBands[19] = 18;
    snapshot.okPerSecond = 8;
    snapshot.errorPerSecond = 3;
    snapshot.connectionsOpen = 21;
    snapshot.connectionsMax = 22;
    snapshot.connectionsAccepted = 23;
    snapshot.connectionsRefused = 24;
    snapshot.badRequests = 25;
    snapshot.tunnelsOpen = 26;
    snapshot.tunnelsTotal = 27;
    snapshot.process = {.cpuPercent = 31.5, .residentBytes = 32'500'000, .uptime_s = 33.25};
    snapshot.blocks = {.taken = 50, .made = 5, .inUse = 2, .most = 3};
    snapshot.routes = {{"api", "pool", "host/v1", traffic(60), 1.5},
                       {"never \u00e9", "pool", "/", metrics::Traffic(), -1}};
    snapshot.pools = {poolSnapshot()};
    snapshot.events = {{1'700'000'000'001, "weight", "one", "2 to 2.5"}};
    return snapshot;
}

QJsonObject parsed(const Snapshot& snapshot) {
    return QJsonDocument::fromJson(toJson(snapshot)).object();
}

void compareTraffic(const QJsonObject& json, int requests) {
    QCOMPARE(json[u"requests"_s].toInt(-1), requests);
    QCOMPARE(json[u"in_flight"_s].toInt(-1), 9);
    QCOMPARE(json[u"failures"_s].toInt(-1), 3);
    QCOMPARE(json[u"received_bytes"_s].toInt(-1), 1'000);
    QCOMPARE(json[u"sent_bytes"_s].toInt(-1), 2'000);
    QCOMPARE(json[u"error_rate"_s].toDouble(-1), 0.25);
    QCOMPARE(json[u"status"_s].toObject(), (QJsonObject{{u"client_gone"_s, 1},
                                                        {u"1xx"_s, 2},
                                                        {u"2xx"_s, 3},
                                                        {u"3xx"_s, 4},
                                                        {u"4xx"_s, 5},
                                                        {u"5xx"_s, 6}}));
    QCOMPARE(json[u"rates"_s].toObject(),
             (QJsonObject{{u"1s"_s, 11.0}, {u"10s"_s, 12.0}, {u"1m"_s, 13.0}, {u"5m"_s, 14.0}}));
    QCOMPARE(json[u"latency"_s].toObject(), (QJsonObject{{u"p50_ms"_s, 1.0},
                                                         {u"p90_ms"_s, 2.0},
                                                         {u"p95_ms"_s, 3.0},
                                                         {u"p99_ms"_s, 4.0},
                                                         {u"p999_ms"_s, 5.0},
                                                         {u"mean_ms"_s, 6.0},
                                                         {u"max_ms"_s, 7.0}}));
    QCOMPARE(json[u"latency_last_second"_s].toObject()[u"p999_ms"_s].toDouble(), 50.0);
    QCOMPARE(json[u"first_byte"_s].toObject()[u"p50_ms"_s].toDouble(), 0.5);
    QCOMPARE(json[u"phases"_s].toObject(), (QJsonObject{{u"parse_ms"_s, 0.25},
                                                        {u"route_ms"_s, 1.0},
                                                        {u"cache_ms"_s, 2.0},
                                                        {u"wait_ms"_s, 3.0},
                                                        {u"connect_ms"_s, 4.0},
                                                        {u"first_byte_ms"_s, 5.0},
                                                        {u"body_ms"_s, 6.0},
                                                        {u"write_ms"_s, 7.0}}));
    QCOMPARE(json.size(), 13);
}

}  // namespace

class SnapshotJsonTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keysOfTheTopLevel();
    void summary();
    void gateway();
    void lastSecond();
    void trafficOfEveryScope();
    void routesAndEvents();
    void eventsAloneAreTheSameEvents();
    void emptySnapshotIsComplete();
    void everyNumberIsFinite();
    void largeCountsStayExact();
    void textIsUtf8();
};

void SnapshotJsonTest::keysOfTheTopLevel() {
    const QJsonObject json = parsed(full());
    const QStringList expected{u"active_connections"_s,
                               u"admin_url"_s,
                               u"avg_response_time_ms"_s,
                               u"bad_requests"_s,
                               u"batch"_s,
                               u"cache_hit_rate"_s,
                               u"configuration"_s,
                               u"connections"_s,
                               u"cpu_usage_percent"_s,
                               u"endpoint_breakdown"_s,
                               u"error_rate"_s,
                               u"events"_s,
                               u"last_second"_s,
                               u"listen_url"_s,
                               u"memory_pools"_s,
                               u"memory_usage_mb"_s,
                               u"pools"_s,
                               u"process"_s,
                               u"rates"_s,
                               u"record"_s,
                               u"requests_per_second"_s,
                               u"response_time_percentiles"_s,
                               u"routes"_s,
                               u"sluice_version"_s,
                               u"time_ms"_s,
                               u"total"_s,
                               u"total_requests"_s,
                               u"tunnels"_s,
                               u"uptime_seconds"_s,
                               u"version"_s,
                               u"workers"_s};
    QStringList keys = json.keys();
    keys.sort();
    QCOMPARE(keys, expected);
    QCOMPARE(json[u"version"_s].toInt(), 1);
}

void SnapshotJsonTest::summary() {
    Snapshot snapshot = full();
    snapshot.cacheHitPerSecond = 5.5;
    const QJsonObject json = parsed(snapshot);
    QCOMPARE(json[u"uptime_seconds"_s].toDouble(), 33.25);
    QCOMPARE(json[u"total_requests"_s].toInt(), 100);
    QCOMPARE(json[u"requests_per_second"_s].toDouble(), 12.0);
    QCOMPARE(json[u"rates"_s].toObject()[u"5m"_s].toDouble(), 14.0);
    QCOMPARE(json[u"avg_response_time_ms"_s].toDouble(), 6.0);
    QCOMPARE(json[u"error_rate"_s].toDouble(), 0.25);
    QCOMPARE(json[u"cache_hit_rate"_s].toDouble(), 0.5);
    QCOMPARE(json[u"active_connections"_s].toInt(), 21);
    QCOMPARE(json[u"memory_usage_mb"_s].toDouble(), 32.5);
    QCOMPARE(json[u"cpu_usage_percent"_s].toDouble(), 31.5);
    QCOMPARE(
        json[u"response_time_percentiles"_s].toObject(),
        (QJsonObject{
            {u"p50"_s, 1.0}, {u"p90"_s, 2.0}, {u"p95"_s, 3.0}, {u"p99"_s, 4.0}, {u"p999"_s, 5.0}}));
    QCOMPARE(
        json[u"endpoint_breakdown"_s].toObject()[u"api"_s].toObject(),
        (QJsonObject{
            {u"request_count"_s, 60}, {u"avg_response_time_ms"_s, 6.0}, {u"error_rate"_s, 0.25}}));
}

void SnapshotJsonTest::gateway() {
    const QJsonObject json = parsed(full());
    QCOMPARE(json[u"time_ms"_s].toInteger(), qint64{1'700'000'000'123});
    QCOMPARE(json[u"sluice_version"_s].toString(), u"1.2.3"_s);
    QCOMPARE(json[u"listen_url"_s].toString(), u"http://127.0.0.1:8080"_s);
    QCOMPARE(json[u"admin_url"_s].toString(), u"http://127.0.0.1:8081"_s);
    QCOMPARE(json[u"workers"_s].toInt(), 4);
    QCOMPARE(json[u"bad_requests"_s].toInt(), 25);
    QCOMPARE(json[u"configuration"_s].toObject(),
             (QJsonObject{{u"file"_s, u"/etc/sluice.toml"_s},
                          {u"error"_s, u"sluice.toml:3:1: \"x\""_s},
                          {u"unsaved_changes"_s, 2},
                          {u"file_conflict"_s, true}}));
    QCOMPARE(
        json[u"connections"_s].toObject(),
        (QJsonObject{{u"open"_s, 21}, {u"max"_s, 22}, {u"accepted"_s, 23}, {u"refused"_s, 24}}));
    QCOMPARE(json[u"tunnels"_s].toObject(), (QJsonObject{{u"open"_s, 26}, {u"total"_s, 27}}));
    QCOMPARE(json[u"process"_s].toObject(), (QJsonObject{{u"cpu_percent"_s, 31.5},
                                                         {u"resident_bytes"_s, 32'500'000},
                                                         {u"uptime_s"_s, 33.25}}));
    QCOMPARE(
        json[u"memory_pools"_s][u"blocks"_s].toObject(),
        (QJsonObject{
            {u"taken"_s, 50}, {u"reuse_rate"_s, 0.9}, {u"in_use"_s, 2}, {u"most_in_use"_s, 3}}));
    QCOMPARE(json[u"memory_pools"_s][u"frames"_s][u"reuse_rate"_s].toDouble(), 0.0);
    QVERIFY(json[u"memory_pools"_s][u"heads"_s].isObject());
}

void SnapshotJsonTest::lastSecond() {
    const QJsonObject json = parsed(full())[u"last_second"_s].toObject();
    QCOMPARE(json[u"ok_per_second"_s].toDouble(), 8.0);
    QCOMPARE(json[u"error_per_second"_s].toDouble(), 3.0);
    QCOMPARE(json[u"cache_hit_per_second"_s].toDouble(-1), 0.0);
    const QJsonArray bands = json[u"latency_bands"_s].toArray();
    QCOMPARE(bands.size(), 20);
    QCOMPARE(bands[0].toObject()[u"requests"_s].toInt(), 17);
    QCOMPARE(bands[3].toObject()[u"below_ms"_s].toDouble(), 1.0);
    QCOMPARE(bands[19].toObject()[u"requests"_s].toInt(), 18);
    QVERIFY(bands[19].toObject()[u"below_ms"_s].isNull());
}

void SnapshotJsonTest::trafficOfEveryScope() {
    const QJsonObject json = parsed(full());
    compareTraffic(json[u"total"_s].toObject(), 100);
    compareTraffic(json[u"routes"_s][0][u"traffic"_s].toObject(), 60);
    compareTraffic(json[u"pools"_s][0][u"servers"_s][0][u"traffic"_s].toObject(), 40);
}

void SnapshotJsonTest::routesAndEvents() {
    const QJsonObject json = parsed(full());
    const QJsonObject route = json[u"routes"_s][0].toObject();
    QCOMPARE(route[u"name"_s].toString(), u"api"_s);
    QCOMPARE(route[u"pool"_s].toString(), u"pool"_s);
    QCOMPARE(route[u"match"_s].toString(), u"host/v1"_s);
    QCOMPARE(route[u"last_hit_ago_s"_s].toDouble(), 1.5);
    QVERIFY(json[u"routes"_s][1][u"last_hit_ago_s"_s].isNull());
    QCOMPARE(json[u"events"_s].toArray(),
             (QJsonArray{QJsonObject{{u"time_ms"_s, qint64{1'700'000'000'001}},
                                     {u"kind"_s, u"weight"_s},
                                     {u"subject"_s, u"one"_s},
                                     {u"text"_s, u"2 to 2.5"_s}}}));
}

void SnapshotJsonTest::eventsAloneAreTheSameEvents() {
    QCOMPARE(QJsonDocument::fromJson(eventsToJson(full())).array(),
             parsed(full())[u"events"_s].toArray());
}

void SnapshotJsonTest::emptySnapshotIsComplete() {
    const QJsonObject json = parsed(Snapshot());
    QCOMPARE(json.keys(), parsed(full()).keys());
    QCOMPARE(json[u"cache_hit_rate"_s].toDouble(-1), 0.0);
    QVERIFY(json[u"routes"_s].isArray());
    QVERIFY(json[u"endpoint_breakdown"_s].isObject());
    QCOMPARE(eventsToJson(Snapshot()).simplified().replace(' ', ""), QByteArray("[]"));
}

void SnapshotJsonTest::everyNumberIsFinite() {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    constexpr double inf = std::numeric_limits<double>::infinity();
    Snapshot snapshot = full();
    snapshot.okPerSecond = snapshot.process.cpuPercent = snapshot.routes[0].lastHitAgo_s = inf;
    snapshot.total.rates = {nan, inf, -inf, nan};
    snapshot.total.latency = {nan, inf, nan, inf, nan, inf, nan};
    snapshot.pools[0].servers[0].measuredShare = nan;
    const QJsonObject json = parsed(snapshot);
    QVERIFY(json[u"requests_per_second"_s].isDouble());
    QVERIFY(json[u"cache_hit_rate"_s].isDouble());
    QVERIFY(json[u"process"_s][u"cpu_percent"_s].isDouble());
    QVERIFY(json[u"last_second"_s][u"ok_per_second"_s].isDouble());
    QVERIFY(json[u"routes"_s][0][u"last_hit_ago_s"_s].isDouble());
    QVERIFY(json[u"pools"_s][0][u"servers"_s][0][u"measured_share"_s].isDouble());
    for (const auto& object :
         {json[u"total"_s][u"latency"_s].toObject(),
          json[u"response_time_percentiles"_s].toObject(), json[u"rates"_s].toObject()}) {
        for (const auto& value : object)
            QCOMPARE(value, QJsonValue(0.0));
    }
}

void SnapshotJsonTest::largeCountsStayExact() {
    Snapshot snapshot;
    snapshot.total.requests = (uint64_t{1} << 53) + 1;
    snapshot.total.bytesOut = std::numeric_limits<uint64_t>::max();
    const QJsonObject json = parsed(snapshot);
    QCOMPARE(json[u"total_requests"_s].toInteger(), (qint64{1} << 53) + 1);
    QCOMPARE(json[u"total"_s][u"sent_bytes"_s].toInteger(), std::numeric_limits<qint64>::max());
}

void SnapshotJsonTest::textIsUtf8() {
    const QJsonObject json = parsed(full());
    QCOMPARE(json[u"routes"_s][1][u"name"_s].toString(), u"never \u00e9"_s);
    Snapshot broken;
    broken.configFile = "\xff";
    QVERIFY(!QJsonDocument::fromJson(toJson(broken)).isNull());
}

}  // namespace sluice::admin

QTEST_APPLESS_MAIN(sluice::admin::SnapshotJsonTest)
#include "snapshot_json_test.moc"
