#include "cache_model.h"

#include "cache/purge_pattern.h"
#include "number_format.h"

namespace sluice::desktop {

namespace {

QString sizeText(uint64_t bytes) {
    const format::Quantity size = format::bytes(static_cast<double>(bytes));
    return size.value + u' ' + size.unit;
}

QString countText(uint64_t count) {
    return format::count(static_cast<double>(count));
}

}  // namespace

CacheModel::CacheModel(EngineBridge& bridge, UndoStack& undo, QObject* parent)
    : QObject(parent), m_bridge(bridge), m_rules(undo) {
    connect(&m_contents, &CacheContentsModel::asked, &bridge, &EngineBridge::listCache);
    connect(&m_rules, &CacheRuleModel::asked, &bridge, &EngineBridge::setCacheRules);
    connect(&m_explanation, &CacheExplanationModel::asked, &bridge, &EngineBridge::explainCaching);
    connect(&bridge, &EngineBridge::cacheListed, &m_contents, &CacheContentsModel::show);
    connect(&bridge, &EngineBridge::cachingExplained, &m_explanation, &CacheExplanationModel::show);
    connect(&bridge, &EngineBridge::cachingNotExplained, &m_explanation,
            &CacheExplanationModel::fail);
    connect(&bridge, &EngineBridge::cachePurged, this, [this](qint64 entries, const QString& owed) {
        const QString text =
            entries == 1 ? tr("1 entry purged")
                         : tr("%1 entries purged").arg(format::count(static_cast<double>(entries)));
        setPurged(owed.isEmpty() ? text : tr("%1 here; Redis has not taken it yet").arg(text));
        m_contents.refresh();
    });
}

QString CacheModel::used() const {
    return tr("%1 of %2").arg(sizeText(m_cache.usedBytes), sizeText(m_cache.capacityBytes));
}

double CacheModel::usedPart() const {
    if (m_cache.capacityBytes == 0) return 0;
    return static_cast<double>(m_cache.usedBytes) / static_cast<double>(m_cache.capacityBytes);
}

QString CacheModel::entries() const {
    return m_cache.entries == 1 ? tr("1 entry") : tr("%1 entries").arg(countText(m_cache.entries));
}

QString CacheModel::evictions() const {
    return tr("%1 evicted").arg(countText(m_cache.evictions));
}

int CacheModel::redisMark() const {
    if (!hasRedis()) return Mark::Off;
    if (m_cache.redisState == "ready") return Mark::Good;
    return m_cache.redisState == "down" ? Mark::Bad : Mark::Notice;
}

QString CacheModel::redisState() const {
    if (!hasRedis()) return tr("No Redis");
    if (m_cache.redisState == "ready") return tr("Redis connected");
    if (m_cache.redisState == "down") return tr("Redis: breaker open");
    return m_cache.redisState == "degraded" ? tr("Redis: purges at risk") : tr("Redis connecting");
}

QString CacheModel::redisDetail() const {
    if (!hasRedis()) return tr("memory alone");
    if (m_cache.redisState == "down" || m_cache.redisState == "degraded")
        return QString::fromStdString(m_cache.redisNews);
    const double p99_ms = metrics::percentilesOf(m_cache.redisLatency).p99_ms;
    return p99_ms > 0 ? tr("p99 %1 ms").arg(format::milliseconds(p99_ms)) : tr("no look-up yet");
}

QString CacheModel::redisTip() const {
    if (!hasRedis()) return tr("Set redis = \"redis://…\" in [cache] to share what is stored");
    return tr("%1\n%2\nlook-ups: %3 hits, %4 misses, %5 errors, %6 too late, %7 not sent\nstored: "
              "%8")
        .arg(QString::fromStdString(m_cache.redisUrl), QString::fromStdString(m_cache.redisNews),
             countText(m_cache.redisHits), countText(m_cache.redisMisses),
             countText(m_cache.redisErrors), countText(m_cache.redisTimeouts),
             countText(m_cache.redisUnavailable), countText(m_cache.redisStored));
}

void CacheModel::start() {
    m_bridge.startCache();
}

QString CacheModel::purgeProblem(const QString& pattern) const {
    const auto parsed = cache::PurgePattern::parse(pattern.trimmed().toStdString());
    return parsed ? QString() : QString::fromStdString(parsed.error().message);
}

void CacheModel::purge(const QString& pattern) {
    if (purgeProblem(pattern).isEmpty()) m_bridge.purgeCache(pattern.trimmed());
}

void CacheModel::setPurged(const QString& text) {
    if (text == m_purged) return;
    m_purged = text;
    Q_EMIT purgedChanged();
}

void CacheModel::publish(const metrics::Snapshot& snapshot) {
    m_cache = snapshot.cache;
    m_history.publish();
    m_rules.show(m_cache);
    m_contents.tick(m_cache.enabled ? m_cache.capacityBytes : 0,
                    QString::fromStdString(snapshot.listenUrl));
    Q_EMIT shown();
}

void CacheModel::clear() {
    m_history.clear();
    m_contents.clear();
    m_explanation.clear();
    setPurged({});
    m_cache = {};
    Q_EMIT shown();
}

}  // namespace sluice::desktop
