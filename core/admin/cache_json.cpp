#include "admin/cache_json.h"

#include <QJsonArray>
#include <QJsonObject>

#include "admin/json_value.h"
#include "admin/masked.h"

using namespace Qt::StringLiterals;

namespace sluice::admin {

namespace {

QJsonArray rulesJson(const std::vector<metrics::CacheRule>& rules) {
    QJsonArray array;
    for (const auto& rule : rules) {
        array.append(QJsonObject{{u"path_prefix"_s, text(rule.pathPrefix)},
                                 {u"ttl_s"_s, finite(rule.ttl_s)},
                                 {u"override_origin"_s, rule.overridesOrigin},
                                 {u"store_set_cookie"_s, rule.storesSetCookie},
                                 {u"saved"_s, rule.isSaved}});
    }
    return array;
}

QJsonObject outcomesJson(const metrics::CacheTraffic& traffic) {
    QJsonObject object;
    for (size_t i = 0; i < metrics::cacheOutcomes; ++i)
        object[latin1(metrics::cacheOutcomeNames[i])] = count(traffic.byOutcome[i]);
    return object;
}

QJsonArray partsJson(const std::vector<cache::Contents::Part>& parts) {
    QJsonArray array;
    for (const auto& part : parts) {
        array.append(QJsonObject{{u"name"_s, text(part.name)},
                                 {u"bytes"_s, count(part.bytes)},
                                 {u"entries"_s, count(part.entries)}});
    }
    return array;
}

QJsonObject urlJson(const cache::StoredUrl& url) {
    return {{u"url"_s, text(maskedUrl(url.key))},
            {u"route"_s, text(url.route)},
            {u"content_type"_s, text(url.contentType)},
            {u"status"_s, url.status},
            {u"variants"_s, count(url.variants)},
            {u"bytes"_s, count(url.bytes)},
            {u"hits"_s, count(url.hits)},
            {u"age_s"_s, static_cast<qint64>(url.age.count())},
            {u"lifetime_s"_s, static_cast<qint64>(url.lifetime.count())},
            {u"fresh_for_s"_s, static_cast<qint64>(url.freshFor.count())},
            {u"no_cache"_s, url.noCache},
            {u"rule"_s, latin1(cache::textOf(url.reason.rule).name)},
            {u"why"_s, text(url.reason.text)}};
}

QJsonArray stepsJson(const std::vector<cache::Step>& steps) {
    QJsonArray array;
    for (const auto& step : steps) {
        array.append(QJsonObject{{u"text"_s, text(step.text)},
                                 {u"section"_s, text(step.section)},
                                 {u"decided"_s, step.decided}});
    }
    return array;
}

QJsonValue answerJson(const cache::Explanation& explanation) {
    if (explanation.status == 0) return QJsonValue::Null;
    QJsonArray fields;
    for (const auto& [name, value] : explanation.answer)
        fields.append(QJsonArray{text(name), text(value)});
    return QJsonObject{{u"status"_s, explanation.status}, {u"fields"_s, fields}};
}

QJsonObject redisJson(const metrics::CacheSnapshot& cache) {
    const metrics::Percentiles latency = metrics::percentilesOf(cache.redisLatency);
    return {{u"url"_s, text(cache.redisUrl)},
            {u"state"_s, text(cache.redisState)},
            {u"why"_s, text(cache.redisNews)},
            {u"owed"_s, count(cache.redisOwed)},
            {u"p50_ms"_s, finite(latency.p50_ms)},
            {u"p99_ms"_s, finite(latency.p99_ms)},
            {u"breaks"_s, count(cache.redisBreaks)},
            {u"hits"_s, count(cache.redisHits)},
            {u"misses"_s, count(cache.redisMisses)},
            {u"errors"_s, count(cache.redisErrors)},
            {u"timeouts"_s, count(cache.redisTimeouts)},
            {u"unavailable"_s, count(cache.redisUnavailable)},
            {u"stored"_s, count(cache.redisStored)}};
}

}  // namespace

std::string cacheToJson(const metrics::Snapshot& snapshot) {
    const metrics::CacheSnapshot& cache = snapshot.cache;
    QJsonObject json{{u"enabled"_s, cache.enabled}};
    if (!cache.enabled) return lineOf(json);
    json[u"capacity_bytes"_s] = count(cache.capacityBytes);
    json[u"used_bytes"_s] = count(cache.usedBytes);
    json[u"entries"_s] = count(cache.entries);
    json[u"insertions"_s] = count(cache.insertions);
    json[u"evictions"_s] = count(cache.evictions);
    json[u"default_ttl_s"_s] = finite(cache.defaultTtl_s);
    json[u"rules"_s] = rulesJson(cache.rules);
    json[u"hit_rate"_s] = finite(snapshot.total.cacheHitRate);
    json[u"outcomes"_s] = outcomesJson(snapshot.total.cache);
    if (cache.redisUrl.empty()) return lineOf(json);
    json[u"redis"_s] = redisJson(cache);
    return lineOf(json);
}

std::string toJson(const cache::Contents& contents) {
    QJsonArray urls;
    for (const auto& url : contents.urls)
        urls.append(urlJson(url));
    return lineOf({{u"entries"_s, count(contents.entries)},
                   {u"bytes"_s, count(contents.bytes)},
                   {u"matching"_s, count(contents.matching)},
                   {u"urls"_s, urls},
                   {u"content_types"_s, partsJson(contents.types)},
                   {u"routes"_s, partsJson(contents.routes)}});
}

std::string toJson(const cache::Explanation& explanation) {
    QJsonObject json{{u"url"_s, text(explanation.key)},
                     {u"state"_s, latin1(cache::nameOf(explanation.state))},
                     {u"route"_s, text(explanation.route)},
                     {u"summary"_s, text(explanation.summary)},
                     {u"lookup"_s, stepsJson(explanation.lookup)},
                     {u"storing"_s, stepsJson(explanation.storing)},
                     {u"answer"_s, answerJson(explanation)}};
    if (explanation.status != 0) json[u"age_s"_s] = static_cast<qint64>(explanation.age.count());
    if (!explanation.reason) return lineOf(json);
    json[u"lifetime_s"_s] = static_cast<qint64>(explanation.lifetime.count());
    json[u"fresh_for_s"_s] = static_cast<qint64>(explanation.freshFor.count());
    json[u"why"_s] = text(explanation.reason->text);
    return lineOf(json);
}

}  // namespace sluice::admin
