#include "admin/snapshot_json.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include "admin/json_value.h"
#include "admin/pool_json.h"
#include "admin/record_json.h"
#include "admin/traffic_json.h"

using namespace Qt::StringLiterals;

namespace sluice::admin {

namespace {

using metrics::Snapshot;

template <class List, class ToJson>
QJsonArray arrayOf(const List& list, ToJson toObject) {
    QJsonArray array;
    for (const auto& element : list)
        array.append(toObject(element));
    return array;
}

QJsonObject routeJson(const metrics::RouteSnapshot& route) {
    const bool hit = route.lastHitAgo_s >= 0;
    return {{u"name"_s, text(route.name)},
            {u"pool"_s, text(route.pool)},
            {u"match"_s, text(route.match)},
            {u"last_hit_ago_s"_s, hit ? finite(route.lastHitAgo_s) : QJsonValue()},
            {u"traffic"_s, trafficJson(route.traffic)}};
}

QJsonObject eventJson(const metrics::Event& event) {
    return {{u"time_ms"_s, number(event.time_ms)},
            {u"kind"_s, text(event.kind)},
            {u"subject"_s, text(event.subject)},
            {u"text"_s, text(event.text)}};
}

QJsonObject memoryJson(const metrics::MemoryPool& pool) {
    return {{u"taken"_s, count(pool.taken)},
            {u"reuse_rate"_s, finite(pool.reuseRate())},
            {u"in_use"_s, number(pool.inUse)},
            {u"most_in_use"_s, number(pool.most)}};
}

QJsonArray bandsJson(const Snapshot& snapshot) {
    QJsonArray array;
    for (size_t band = 0; band < Snapshot::bands; ++band) {
        const bool limited = band + 1 < Snapshot::bands;
        array.append(QJsonObject{
            {u"below_ms"_s, limited ? finite(Snapshot::bandLimit_ms(band)) : QJsonValue()},
            {u"requests"_s, count(snapshot.latencyBands[band])}});
    }
    return array;
}

QJsonObject lastSecondJson(const Snapshot& snapshot) {
    return {{u"ok_per_second"_s, finite(snapshot.okPerSecond)},
            {u"error_per_second"_s, finite(snapshot.errorPerSecond)},
            {u"cache_hit_per_second"_s, finite(snapshot.cacheHitPerSecond)},
            {u"latency_bands"_s, bandsJson(snapshot)}};
}

QJsonObject breakdownJson(const Snapshot& snapshot) {
    QJsonObject breakdown;
    for (const auto& route : snapshot.routes) {
        breakdown.insert(
            QString::fromStdString(route.name),
            QJsonObject{{u"request_count"_s, count(route.traffic.requests)},
                        {u"avg_response_time_ms"_s, finite(route.traffic.latency.mean_ms)},
                        {u"error_rate"_s, finite(route.traffic.errorRate)}});
    }
    return breakdown;
}

void addSummary(QJsonObject& json, const Snapshot& snapshot) {
    const metrics::Traffic& total = snapshot.total;
    const metrics::Percentiles& latency = total.latency;
    json[u"uptime_seconds"_s] = finite(snapshot.process.uptime_s);
    json[u"total_requests"_s] = count(total.requests);
    json[u"requests_per_second"_s] = finite(total.rates.per_10s);
    json[u"rates"_s] = ratesJson(total.rates);
    json[u"avg_response_time_ms"_s] = finite(latency.mean_ms);
    json[u"error_rate"_s] = finite(total.errorRate);
    json[u"cache_hit_rate"_s] = finite(total.cacheHitRate);
    json[u"active_connections"_s] = number(snapshot.connectionsOpen);
    json[u"memory_usage_mb"_s] = static_cast<double>(snapshot.process.residentBytes) / 1e6;
    json[u"cpu_usage_percent"_s] = finite(snapshot.process.cpuPercent);
    json[u"response_time_percentiles"_s] = QJsonObject{{u"p50"_s, finite(latency.p50_ms)},
                                                       {u"p90"_s, finite(latency.p90_ms)},
                                                       {u"p95"_s, finite(latency.p95_ms)},
                                                       {u"p99"_s, finite(latency.p99_ms)},
                                                       {u"p999"_s, finite(latency.p999_ms)}};
    json[u"endpoint_breakdown"_s] = breakdownJson(snapshot);
}

void addIdentity(QJsonObject& json, const Snapshot& snapshot) {
    json[u"time_ms"_s] = number(snapshot.time_ms);
    json[u"sluice_version"_s] = text(snapshot.sluiceVersion);
    json[u"listen_url"_s] = text(snapshot.listenUrl);
    json[u"admin_url"_s] = text(snapshot.adminUrl);
    json[u"workers"_s] = snapshot.workers;
    json[u"configuration"_s] = QJsonObject{{u"file"_s, text(snapshot.configFile)},
                                           {u"error"_s, text(snapshot.configError)},
                                           {u"unsaved_changes"_s, snapshot.unsavedChanges},
                                           {u"file_conflict"_s, snapshot.fileConflict}};
}

void addGateway(QJsonObject& json, const Snapshot& snapshot) {
    addIdentity(json, snapshot);
    json[u"process"_s] = QJsonObject{{u"cpu_percent"_s, finite(snapshot.process.cpuPercent)},
                                     {u"resident_bytes"_s, count(snapshot.process.residentBytes)},
                                     {u"uptime_s"_s, finite(snapshot.process.uptime_s)}};
    json[u"memory_pools"_s] = QJsonObject{{u"blocks"_s, memoryJson(snapshot.blocks)},
                                          {u"frames"_s, memoryJson(snapshot.frames)},
                                          {u"heads"_s, memoryJson(snapshot.heads)}};
    json[u"connections"_s] = QJsonObject{{u"open"_s, number(snapshot.connectionsOpen)},
                                         {u"max"_s, number(snapshot.connectionsMax)},
                                         {u"accepted"_s, count(snapshot.connectionsAccepted)},
                                         {u"refused"_s, count(snapshot.connectionsRefused)}};
    json[u"tunnels"_s] = QJsonObject{{u"open"_s, number(snapshot.tunnelsOpen)},
                                     {u"total"_s, count(snapshot.tunnelsTotal)}};
    json[u"bad_requests"_s] = count(snapshot.badRequests);
    json[u"batch"_s] = batchJson(snapshot.batch);
}

QJsonObject cacheJson(const metrics::CacheSnapshot& cache) {
    QJsonObject json{{u"capacity_bytes"_s, count(cache.capacityBytes)},
                     {u"used_bytes"_s, count(cache.usedBytes)},
                     {u"entries"_s, count(cache.entries)},
                     {u"insertions"_s, count(cache.insertions)},
                     {u"evictions"_s, count(cache.evictions)}};
    if (cache.redisUrl.empty()) return json;
    json[u"redis"_s] =
        QJsonObject{{u"url"_s, text(cache.redisUrl)},
                    {u"state"_s, text(cache.redisState)},
                    {u"owed"_s, count(cache.redisOwed)},
                    {u"hits"_s, count(cache.redisHits)},
                    {u"misses"_s, count(cache.redisMisses)},
                    {u"errors"_s, count(cache.redisErrors)},
                    {u"timeouts"_s, count(cache.redisTimeouts)},
                    {u"stored"_s, count(cache.redisStored)},
                    {u"unavailable"_s, count(cache.redisUnavailable)},
                    {u"breaks"_s, count(cache.redisBreaks)},
                    {u"latency"_s, latencyJson(metrics::percentilesOf(cache.redisLatency))}};
    return json;
}

}  // namespace

QByteArray toJson(const Snapshot& snapshot) {
    QJsonObject json{{u"version"_s, Snapshot::version}};
    addSummary(json, snapshot);
    addGateway(json, snapshot);
    json[u"last_second"_s] = lastSecondJson(snapshot);
    if (snapshot.cache.enabled) json[u"cache"_s] = cacheJson(snapshot.cache);
    json[u"total"_s] = trafficJson(snapshot.total);
    json[u"routes"_s] = arrayOf(snapshot.routes, routeJson);
    json[u"pools"_s] = arrayOf(snapshot.pools, poolJson);
    json[u"events"_s] = arrayOf(snapshot.events, eventJson);
    json[u"record"_s] = snapshot.record ? recordJson(*snapshot.record) : QJsonValue();
    return QJsonDocument(json).toJson();
}

QByteArray toJson(const metrics::Record& record) {
    const Snapshot snapshot = metrics::snapshotOf(record);
    QJsonObject json{{u"version"_s, Snapshot::version}};
    addSummary(json, snapshot);
    json[u"time_ms"_s] = number(snapshot.time_ms);
    json[u"sluice_version"_s] = text(snapshot.sluiceVersion);
    json[u"total"_s] = trafficJson(snapshot.total);
    json[u"record"_s] = recordJson(record);
    return QJsonDocument(json).toJson();
}

QByteArray gatewayToJson(const Snapshot& snapshot) {
    QJsonObject json;
    addIdentity(json, snapshot);
    return QJsonDocument(json).toJson();
}

QByteArray eventsToJson(const Snapshot& snapshot) {
    return QJsonDocument(arrayOf(snapshot.events, eventJson)).toJson();
}

}  // namespace sluice::admin
