#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "metrics/batch_traffic.h"
#include "metrics/cache_traffic.h"
#include "metrics/course_point.h"
#include "metrics/histogram.h"
#include "metrics/timeline.h"

namespace sluice::metrics {

/// All times in a snapshot are in milliseconds, all sizes in bytes, all shares and rates in 0 to 1
/// or per second. Plain data: made by the control thread, then immutable and free to share.

struct Percentiles {
    double p50_ms = 0, p90_ms = 0, p95_ms = 0, p99_ms = 0, p999_ms = 0, mean_ms = 0, max_ms = 0;
};

/// Of a histogram in nanoseconds.
Percentiles percentilesOf(const HistogramCounts& counts);

/// Requests per second over the last second, ten seconds, minute and five minutes.
struct Rates {
    double per_1s = 0, per_10s = 0, per_1m = 0, per_5m = 0;
};

/// What is told of the whole, of a route and of a server alike.
struct Traffic {
    uint64_t requests = 0;                    ///< finished since the start
    std::array<uint64_t, 6> byStatusClass{};  ///< as in Cell
    uint64_t failures = 0;
    uint64_t bytesIn = 0, bytesOut = 0;
    int64_t inFlight = 0;
    Rates rates;
    CacheTraffic cache;          ///< since the start; zero where there is no cache
    double cacheHitRate = 0;     ///< of the requests that it could have answered, last 10 s
    double cacheHits_per_s = 0;  ///< last second
    double errorRate = 0;        ///< share of 5xx, failures among them, last 10 s
    Percentiles latency;         ///< last 10 s
    Percentiles lastSecond;
    Percentiles firstByte;                  ///< until the answer's head was there, last 10 s
    std::array<double, phases> phase_ms{};  ///< where a request's time went, mean of the last 10 s
};

struct RouteSnapshot {
    std::string name;
    std::string pool;
    std::string match;  ///< "host/prefix" as one reads it, for the table of routes
    Traffic traffic;
    double lastHitAgo_s = -1;  ///< -1: never
};

/// The terms of the reference's composite score, each 0 to 1, and their weighted sum.
struct ScoreSnapshot {
    double speed = 1, room = 1, success = 1, health = 1, total = 1;
};

struct ServerSnapshot {
    std::string name;
    std::string url;    ///< without user and password
    double weight = 1;  ///< effective, now
    double configuredWeight = 1;
    double expectedShare = 0;
    double measuredShare = 0;    ///< of the pool's requests, last second
    double effectiveWeight = 1;  ///< 0 for a server that gets no requests; smaller in slow start
    /// "healthy", "slow start", "failing" (its last requests, but it is still used), "unhealthy"
    /// (by probes), "ejected" (by its traffic), "drained", "maintenance", "disabled" (weight 0)
    std::string state;
    std::string reason;           ///< of a state other than healthy: "5 errors in a row, last: …"
    std::string duty = "active";  ///< "active", "drained", "maintenance"
    std::string configuredDuty = "active";
    double ramp = 1;               ///< slow start: the part of its weight that it has
    double ejectedFor_s = 0;       ///< what is left of the ejection
    double failingFor_s = 0;       ///< since its first error without a success after it
    std::string lastCheck;         ///< of the last probe: "200", "connection refused"; empty: none
    double lastCheckAgo_s = -1;    ///< -1: never
    double averageLatency_ms = 0;  ///< moving averages, as the balancers see them
    double successRate = 1;
    double peakLatency_ms = 0;
    int64_t tunnels = 0;  ///< upgraded connections, beside the requests in flight
    ScoreSnapshot score;
    Traffic traffic;
};

struct PoolSnapshot {
    std::string name;
    std::string strategy;
    std::string configuredStrategy;
    double scoreScale_ms = 100;
    double maxEjected = 0.5;
    bool failOpen = false;  ///< no server is healthy, the sick ones are used
    int64_t concurrency = 0, concurrencyMax = 0, queued = 0;  ///< requests; max 0: no limit
    uint64_t overflows = 0;  ///< requests that found the queue full or waited in it too long
    uint64_t retries = 0, retriesRefused = 0;  ///< refused: over the budget or its bounds
    int64_t retriesUnderWay = 0;
    uint64_t hedges = 0, hedgesWon = 0;  ///< second requests, and those that answered first
    /// In effect and in the file, by its keys: "retry.attempts" → "2".
    std::map<std::string, std::string> settings, configuredSettings;
    std::string breaker = "closed";  ///< "open" while requests or retries are turned away
    std::string transport;
    int64_t connectionsOpen = 0, connectionsIdle = 0, connectionsMax = 0, waiting = 0;
    std::vector<ServerSnapshot> servers;
};

/// [[cache.rules]]: how long the answers below a path are kept.
struct CacheRule {
    std::string pathPrefix;
    double ttl_s = 0;
    bool overridesOrigin = false;
    bool storesSetCookie = false;
    bool isSaved = true;  ///< the file says the same

    bool operator==(const CacheRule&) const = default;
};

/// What the cache holds, and for how long. Counts are since the start.
struct CacheSnapshot {
    bool enabled = false;
    uint64_t capacityBytes = 0, usedBytes = 0, entries = 0;  ///< of the memory
    uint64_t insertions = 0, evictions = 0;
    std::string redisUrl;  ///< without user and password; empty: memory alone
    /// "connecting", "ready", "degraded" (it takes no purges, or no messages pass), "down"
    std::string redisState;
    uint64_t redisOwed = 0;  ///< purges and writes that it has not taken yet
    std::string redisNews;   ///< why it is in this state
    uint64_t redisHits = 0, redisMisses = 0, redisErrors = 0, redisTimeouts = 0;
    uint64_t redisUnavailable = 0;  ///< not asked, since it was not there
    uint64_t redisStored = 0;
    uint64_t redisBreaks = 0;      ///< connections given up, as too much failed
    HistogramCounts redisLatency;  ///< ns, of each answer to a look-up
    double defaultTtl_s = 0;       ///< where neither the origin nor a rule says something
    bool isDefaultTtlSaved = true;
    std::vector<CacheRule> rules;
};

struct Event {
    int64_t time_ms = 0;  ///< Unix time
    std::string kind;  ///< "weight", "strategy", "duty", "health", "eject", "reload", "error", …
    std::string subject;  ///< what it is about: a server, a file
    std::string text;
};

struct Process {
    double cpuPercent = 0;  ///< of one core, last second
    uint64_t residentBytes = 0;
    double uptime_s = 0;
};

/// Pieces of pooled memory of one kind, over all workers.
struct MemoryPool {
    uint64_t taken = 0;  ///< that were asked for
    uint64_t made = 0;   ///< those of them that came from the allocator
    int64_t inUse = 0;
    int64_t most = 0;  ///< that each worker had in use at once, added up

    /// The part of what was asked for that was used before, 0 to 1.
    double reuseRate() const {
        return taken > 0 ? 1 - static_cast<double>(made) / static_cast<double>(taken) : 0;
    }
};

struct Record;

struct Snapshot {
    static constexpr int version = 1;
    /// Bounds of the latency bands: band i holds latencies below 0.1 ms × 10^((i+1)/4); 20 bands.
    /// The last band also takes everything above.
    static constexpr size_t bands = 20;
    static double bandLimit_ms(size_t band);
    static size_t bandOf(double latency_ms);

    int64_t time_ms = 0;  ///< Unix time
    std::string sluiceVersion;
    std::string listenUrl;
    std::string adminUrl;       ///< empty when it is off
    std::string configFile;     ///< empty when there is none
    std::string configError;    ///< why the file on disk is not what runs; empty: it is
    int unsavedChanges = 0;     ///< values that differ from the file's
    bool fileConflict = false;  ///< the file changed on disk while there are unsaved changes
    int workers = 0;
    Traffic total;
    std::array<uint32_t, bands> latencyBands{};  ///< requests of the last second
    /// Of the last second, by outcome, for the throughput chart.
    double okPerSecond = 0, errorPerSecond = 0, cacheHitPerSecond = 0;
    int64_t connectionsOpen = 0, connectionsMax = 0;
    uint64_t connectionsAccepted = 0, connectionsRefused = 0, badRequests = 0;
    int64_t tunnelsOpen = 0;
    uint64_t tunnelsTotal = 0;
    Process process;
    MemoryPool blocks, frames, heads;  ///< as in MemoryPools
    CacheSnapshot cache;
    BatchTraffic batch;  ///< since the start
    std::vector<RouteSnapshot> routes;
    std::vector<PoolSnapshot> pools;
    std::vector<Event> events;  ///< newest last, bounded
    /// Every ten seconds of the last day, oldest first; null in the first ten.
    std::shared_ptr<const std::vector<CoursePoint>> tens;
    std::shared_ptr<const Record> record;  ///< all that was counted, as of the last second
};

}  // namespace sluice::metrics
