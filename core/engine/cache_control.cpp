#include "engine/cache_control.h"

#include <QUuid>
#include <utility>

namespace sluice::engine {

namespace {

using State = cache::redis::Connection::State;

/// As good as all workers have it.
std::string stateOf(const std::vector<std::shared_ptr<cache::redis::Statistics>>& workers) {
    bool connecting = false;
    for (const auto& worker : workers) {
        const State state = worker->state.load(std::memory_order_relaxed);
        if (state == State::down) return "down";
        connecting = connecting || state == State::connecting;
    }
    return connecting ? "connecting" : "ready";
}

}  // namespace

void CacheControl::apply(const gateway::Configuration& configuration) {
    m_store = configuration.cacheStore;
    m_statistics = configuration.redis;
    const auto& options = configuration.cacheOptions;
    const auto wanted = options ? options->redis : std::nullopt;
    if (wanted == m_redis) return;
    m_redis = wanted;
    m_channel.reset();
    if (!wanted) return;
    auto url = cache::redis::parseRedisUrl(wanted->url);
    if (!url) return;  // the configuration was checked
    m_url = std::move(*url);
    const std::string instance = QUuid::createUuid().toString(QUuid::Id128).toStdString();
    m_channel = std::make_unique<cache::redis::PurgeChannel>(
        *wanted, m_url, instance,
        cache::redis::PurgeChannel::Listener{
            .purged =
                [this](const auto& pattern) {
                    purgeMemory(pattern, ", asked for by another instance");
                },
            .mayHaveMissed =
                [this] {
                    purgeMemory(cache::PurgePattern::all(), ": others may have purged meanwhile");
                },
            .report =
                [this](auto, const std::string& text) {
                    m_events.add("redis", m_url.toString(), text);
                }});
}

void CacheControl::purge(const cache::PurgePattern& pattern,
                         std::function<void(Result<uint64_t>)> done) {
    if (!m_store) return done(failure("there is no cache: the configuration has no [cache]"));
    if (m_purges.isFull() && !pattern.isOneKey())
        return done(failure("too many purges wait; try again in a second"));
    if (m_channel) m_channel->purge(pattern);
    purgeMemory(pattern, "", std::move(done));
}

void CacheControl::purgeMemory(const cache::PurgePattern& pattern, const char* why,
                               CachePurges::Done done) {
    m_purges.purge(m_store, pattern, [this, pattern, why, done](uint64_t purged) {
        m_events.add("purge", pattern.toText(),
                     std::to_string(purged) + " entries in memory" + why);
        if (done) done(purged);
    });
}

void CacheControl::fill(metrics::CacheSnapshot& snapshot, const CacheTuning& tuning) const {
    snapshot = {};
    if (!m_store) return;
    const auto stats = m_store->memory.stats();
    snapshot.enabled = true;
    snapshot.capacityBytes = stats.capacity;
    snapshot.usedBytes = stats.bytes;
    snapshot.entries = stats.entries;
    snapshot.insertions = stats.insertions;
    snapshot.evictions = stats.evictions;
    tuning.fill(snapshot);
    if (m_redis) fillRedis(snapshot);
}

void CacheControl::fillRedis(metrics::CacheSnapshot& snapshot) const {
    snapshot.redisUrl = m_url.toString();
    snapshot.redisState = stateOf(m_statistics);
    for (const auto& worker : m_statistics) {
        snapshot.redisHits += worker->hits.value();
        snapshot.redisMisses += worker->misses.value() + worker->purged.value();
        snapshot.redisErrors += worker->errors.value() + worker->damaged.value();
        snapshot.redisTimeouts += worker->timeouts.value();
        snapshot.redisUnavailable += worker->unavailable.value();
        snapshot.redisStored += worker->stored.value();
        snapshot.redisBreaks += worker->breaks.value();
        snapshot.redisLatency.merge(worker->latency.counts());
        const bool tells = worker->state.load(std::memory_order_relaxed) == State::down;
        if (tells || snapshot.redisNews.empty()) snapshot.redisNews = worker->news.text();
    }
}

}  // namespace sluice::engine
