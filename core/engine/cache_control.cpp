#include "engine/cache_control.h"

#include <utility>

namespace sluice::engine {

namespace {

using State = cache::redis::Connection::State;

}  // namespace

void CacheControl::apply(const gateway::Configuration& configuration) {
    m_store = configuration.cacheStore;
    m_statistics = configuration.redis;
    m_log = configuration.purgeLog;
    const auto& options = configuration.cacheOptions;
    const auto wanted = options ? options->redis : std::nullopt;
    if (wanted == m_redis) return;
    if (!wanted) stop();
    m_redis = wanted;
    m_channel.reset();
    if (!wanted) return;
    auto url = cache::redis::parseRedisUrl(wanted->url);
    if (!url) return;  // the configuration was checked
    m_url = std::move(*url);
    openChannel();
}

void CacheControl::openChannel() {
    using Channel = cache::redis::PurgeChannel;
    Channel::Listener listener;
    listener.purged = [this](const cache::PurgePattern& pattern) {
        purgeMemory(pattern, ", asked for by another instance");
    };
    listener.written = [this](const std::string& url) { m_store->invalidate(url); };
    listener.cut = [this](const std::string& branch) {
        m_store->branches.cut(branch, cache::wallNow());
    };
    listener.mayHaveMissed = [this] {
        purgeMemory(cache::PurgePattern::all(), ": others may have purged meanwhile");
    };
    listener.report = [this](State state, const std::string& text) {
        const bool isBad = state == State::down;
        isBad ? m_events.warn("redis", m_url.toString(), text)
              : m_events.add("redis", m_url.toString(), text);
    };
    listener.trouble = [this](const std::string& why) {
        m_events.warn("redis", m_url.toString(), why);
    };
    m_channel = std::make_unique<Channel>(*m_redis, m_url, m_log, std::move(listener));
}

void CacheControl::purge(const cache::PurgePattern& pattern,
                         std::function<void(Result<cache::Purged>)> done) {
    if (!m_store) return done(failure("there is no cache: the configuration has no [cache]"));
    if (m_purges.isFull() && !pattern.isOneKey())
        return done(failure("too many purges wait; try again in a second"));
    const auto purged = std::make_shared<cache::Purged>();
    purged->shared = m_channel != nullptr;
    // The last of those who have a part in it tells.
    const auto ended = [purged, parts = std::make_shared<int>(m_channel ? 2 : 1),
                        done = std::move(done)] {
        if (--*parts == 0) done(*purged);
    };
    if (m_channel) {
        m_channel->purge(pattern, [purged, ended](const Result<>& told) {
            if (!told) purged->owed = told.error().message;
            ended();
        });
    }
    purgeMemory(pattern, "", [purged, ended](uint64_t entries) {
        purged->entries = entries;
        ended();
    });
}

void CacheControl::stop() {
    const size_t left = owed();
    if (left > 0)
        m_events.warn("redis", m_url.toString(),
                      std::to_string(left) +
                          " purges or writes were not told to Redis before the end: other "
                          "gateways may serve what they concern");
    m_channel.reset();
}

size_t CacheControl::owed() const {
    return m_channel ? m_log->owedCount() : 0;
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

/// As good as all workers have it, and the channel, without which nothing of Redis is used.
std::string CacheControl::redisState() const {
    bool isDown = m_channel && m_channel->state() == State::down;
    bool isReady = m_channel && m_channel->state() == State::ready;
    for (const auto& worker : m_statistics) {
        const State state = worker->state.load(std::memory_order_relaxed);
        isDown = isDown || state == State::down;
        isReady = isReady && state == State::ready && m_log->isComparedSince(worker->readySince);
    }
    if (isDown) return "down";
    if (m_channel && !m_channel->trouble().empty()) return "degraded";
    return isReady ? "ready" : "connecting";
}

void CacheControl::fillRedis(metrics::CacheSnapshot& snapshot) const {
    snapshot.redisUrl = m_url.toString();
    snapshot.redisState = redisState();
    snapshot.redisOwed = owed();
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
    if (m_channel && !m_channel->trouble().empty()) snapshot.redisNews = m_channel->trouble();
}

}  // namespace sluice::engine
