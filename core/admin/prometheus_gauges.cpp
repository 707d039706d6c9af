#include <array>
#include <utility>

#include "admin/prometheus_text.h"

namespace sluice::admin {

namespace {

using metrics::CacheSnapshot;
using metrics::MemoryPool;
using Pools = std::array<std::pair<std::string_view, const MemoryPool*>, 3>;

template <class Count>
void forPools(PrometheusText& text, const Pools& pools, Count MemoryPool::*field) {
    for (const auto& [name, pool] : pools)
        text.sample(label("pool", name), static_cast<double>(pool->*field));
}

void writeRedis(PrometheusText& text, const CacheSnapshot& cache) {
    text.single("sluice_redis_up", "gauge",
                "1 while every worker is connected to Redis; 0 also after too many failures.",
                cache.redisState == "ready" ? 1 : 0);
    text.single("sluice_redis_breaks_total", "counter",
                "Connections to Redis that were given up, as too many look-ups failed.",
                static_cast<double>(cache.redisBreaks));
    text.family("sluice_redis_lookups_total", "counter",
                "Look-ups in Redis by outcome; unavailable: nothing was sent.");
    const std::array<std::pair<std::string_view, uint64_t>, 5> outcomes{
        {{"hit", cache.redisHits},
         {"miss", cache.redisMisses},
         {"error", cache.redisErrors},
         {"timeout", cache.redisTimeouts},
         {"unavailable", cache.redisUnavailable}}};
    for (const auto& [outcome, count] : outcomes)
        text.sample(label("outcome", outcome), static_cast<double>(count));
    text.single("sluice_redis_stored_total", "counter", "Answers stored in Redis.",
                static_cast<double>(cache.redisStored));
    text.family("sluice_redis_lookup_seconds", "histogram",
                "From asking Redis to its answer, where there was one.");
    text.histogram({}, cache.redisLatency);
}

}  // namespace

void writePools(PrometheusText& text, const metrics::Snapshot& snapshot) {
    const Pools pools{
        {{"blocks", &snapshot.blocks}, {"frames", &snapshot.frames}, {"heads", &snapshot.heads}}};
    text.family("sluice_memory_pool_in_use", "gauge", "Pieces of pooled memory in use.");
    forPools(text, pools, &MemoryPool::inUse);
    text.family("sluice_memory_pool_most_in_use", "gauge",
                "Pieces that each worker had in use at once at most, added up.");
    forPools(text, pools, &MemoryPool::most);
    text.family("sluice_memory_pool_taken_total", "counter", "Pieces that were asked for.");
    forPools(text, pools, &MemoryPool::taken);
    text.family("sluice_memory_pool_allocated_total", "counter",
                "Those of them that were new; the others were used before.");
    forPools(text, pools, &MemoryPool::made);
}

void writeCache(PrometheusText& text, const CacheSnapshot& cache) {
    if (!cache.enabled) return;
    text.single("sluice_cache_memory_bytes", "gauge", "Memory that stored answers take.",
                static_cast<double>(cache.usedBytes));
    text.single("sluice_cache_memory_limit_bytes", "gauge", "Memory that they may take.",
                static_cast<double>(cache.capacityBytes));
    text.single("sluice_cache_entries", "gauge", "Keys that something is stored for.",
                static_cast<double>(cache.entries));
    text.single("sluice_cache_insertions_total", "counter", "Answers stored in memory.",
                static_cast<double>(cache.insertions));
    text.single("sluice_cache_evictions_total", "counter", "Entries that went to make room.",
                static_cast<double>(cache.evictions));
    if (!cache.redisUrl.empty()) writeRedis(text, cache);
}

}  // namespace sluice::admin
