#include "admin/pool_json.h"

#include <QJsonArray>
#include <QJsonDocument>

#include "admin/json_value.h"
#include "admin/masked.h"
#include "admin/traffic_json.h"

using namespace Qt::StringLiterals;

namespace sluice::admin {

namespace {

QJsonObject scoreJson(const metrics::ScoreSnapshot& score) {
    return {{u"speed"_s, finite(score.speed)},
            {u"room"_s, finite(score.room)},
            {u"success"_s, finite(score.success)},
            {u"health"_s, finite(score.health)},
            {u"total"_s, finite(score.total)}};
}

QJsonValue lastCheckJson(const metrics::ServerSnapshot& server) {
    if (server.lastCheckAgo_s < 0) return {};
    return QJsonObject{{u"result"_s, text(server.lastCheck)},
                       {u"ago_s"_s, finite(server.lastCheckAgo_s)}};
}

QJsonObject serverJson(const metrics::ServerSnapshot& server) {
    return {{u"name"_s, text(server.name)},
            {u"url"_s, text(server.url)},
            {u"state"_s, text(server.state)},
            {u"reason"_s, text(server.reason)},
            {u"weight"_s, finite(server.weight)},
            {u"configured_weight"_s, finite(server.configuredWeight)},
            {u"effective_weight"_s, finite(server.effectiveWeight)},
            {u"ramp"_s, finite(server.ramp)},
            {u"duty"_s, text(server.duty)},
            {u"configured_duty"_s, text(server.configuredDuty)},
            {u"expected_share"_s, finite(server.expectedShare)},
            {u"measured_share"_s, finite(server.measuredShare)},
            {u"ejected_for_s"_s, finite(server.ejectedFor_s)},
            {u"failing_for_s"_s, finite(server.failingFor_s)},
            {u"last_check"_s, lastCheckJson(server)},
            {u"average_latency_ms"_s, finite(server.averageLatency_ms)},
            {u"success_rate"_s, finite(server.successRate)},
            {u"peak_latency_ms"_s, finite(server.peakLatency_ms)},
            {u"score"_s, scoreJson(server.score)},
            {u"tunnels"_s, number(server.tunnels)},
            {u"traffic"_s, trafficJson(server.traffic)}};
}

QJsonObject concurrencyJson(const metrics::PoolSnapshot& pool) {
    return {{u"now"_s, number(pool.concurrency)},
            {u"max"_s, number(pool.concurrencyMax)},
            {u"queued"_s, number(pool.queued)},
            {u"overflows"_s, count(pool.overflows)}};
}

QJsonObject connectionsJson(const metrics::PoolSnapshot& pool) {
    return {{u"open"_s, number(pool.connectionsOpen)},
            {u"idle"_s, number(pool.connectionsIdle)},
            {u"max"_s, number(pool.connectionsMax)},
            {u"waiting"_s, number(pool.waiting)}};
}

/// What is counted of something beside what is set of it.
QJsonValue joined(QJsonObject counted, const QJsonValue& settings) {
    if (counted.isEmpty()) return settings;
    const QJsonObject set = settings.toObject();
    for (auto it = set.begin(); it != set.end(); ++it)
        counted[it.key()] = it.value();
    return counted;
}

QJsonObject settingsJson(const std::map<std::string, std::string>& settings) {
    QJsonObject json;
    for (const auto& [key, value] : settings)
        json[QString::fromStdString(key)] = text(value);
    return json;
}

QJsonObject withSettings(const metrics::PoolSnapshot& pool, const Actions& actions,
                         bool isMasked = true) {
    QJsonObject json = poolJson(pool);
    const Settings settings = actions.settings(pool.name);
    const QJsonObject effective = isMasked ? masked(settings.effective) : settings.effective;
    for (auto it = effective.begin(); it != effective.end(); ++it) {
        if (it.key() == u"servers") continue;  // they tell of themselves
        json[it.key()] = joined(json[it.key()].toObject(), it.value());
    }
    // How many wait, not how many may.
    QJsonObject connections = json[u"connections"_s].toObject();
    connections[u"waiting"_s] = number(pool.waiting);
    json[u"connections"_s] = connections;
    json[u"effective"_s] = effective;
    json[u"configured"_s] = isMasked ? masked(settings.configured) : settings.configured;
    return json;
}

}  // namespace

QJsonObject poolJson(const metrics::PoolSnapshot& pool) {
    QJsonArray servers;
    for (const auto& server : pool.servers)
        servers.append(serverJson(server));
    const QJsonObject retries{{u"total"_s, count(pool.retries)},
                              {u"refused"_s, count(pool.retriesRefused)},
                              {u"now"_s, number(pool.retriesUnderWay)}};
    const QJsonObject hedges{{u"total"_s, count(pool.hedges)}, {u"won"_s, count(pool.hedgesWon)}};
    return {{u"name"_s, text(pool.name)},
            {u"strategy"_s, text(pool.strategy)},
            {u"configured_strategy"_s, text(pool.configuredStrategy)},
            {u"score_scale_ms"_s, finite(pool.scoreScale_ms)},
            {u"max_ejected"_s, finite(pool.maxEjected)},
            {u"failing_open"_s, pool.failOpen},
            {u"concurrency"_s, concurrencyJson(pool)},
            {u"retries"_s, retries},
            {u"hedges"_s, hedges},
            {u"breaker"_s, text(pool.breaker)},
            {u"transport"_s, text(pool.transport)},
            {u"connections"_s, connectionsJson(pool)},
            {u"settings"_s, settingsJson(pool.settings)},
            {u"servers"_s, servers}};
}

QByteArray poolToJson(const metrics::PoolSnapshot& pool, const Actions& actions, bool isMasked) {
    return QJsonDocument(withSettings(pool, actions, isMasked)).toJson();
}

QByteArray poolsToJson(const metrics::Snapshot& snapshot, const Actions& actions) {
    QJsonArray array;
    for (const auto& pool : snapshot.pools)
        array.append(withSettings(actions.pool(pool.name).value_or(pool), actions));
    return QJsonDocument(array).toJson();
}

QByteArray serverToJson(const std::string& pool, const metrics::ServerSnapshot& server) {
    QJsonObject json = serverJson(server);
    json[u"pool"_s] = text(pool);
    return QJsonDocument(json).toJson(QJsonDocument::Compact) + '\n';
}

}  // namespace sluice::admin
