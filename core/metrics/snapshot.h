#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace sluice::metrics {

/// All times in a snapshot are in milliseconds, all sizes in bytes, all shares and rates in 0 to 1
/// or per second. Plain data: made by the control thread, then immutable and free to share.

struct Percentiles {
    double p50_ms = 0, p90_ms = 0, p95_ms = 0, p99_ms = 0, p999_ms = 0, mean_ms = 0, max_ms = 0;
};

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
    double errorRate = 0;  ///< share of 5xx, failures among them, last 10 s
    Percentiles latency;   ///< last 10 s
    Percentiles lastSecond;
};

struct RouteSnapshot {
    std::string name;
    std::string pool;
    std::string match;  ///< "host/prefix" as one reads it, for the table of routes
    Traffic traffic;
    double lastHitAgo_s = -1;  ///< -1: never
};

struct ServerSnapshot {
    std::string name;
    std::string url;    ///< without user and password
    double weight = 1;  ///< effective, now
    double configuredWeight = 1;
    double expectedShare = 0;
    double measuredShare = 0;  ///< of the pool's requests, last second
    std::string state;         ///< "healthy", "drained", "disabled"
    Traffic traffic;
};

struct PoolSnapshot {
    std::string name;
    std::string strategy;
    std::string transport;
    int64_t connectionsOpen = 0, connectionsIdle = 0, connectionsMax = 0, waiting = 0;
    std::vector<ServerSnapshot> servers;
};

struct Event {
    int64_t time_ms = 0;  ///< Unix time
    std::string kind;     ///< "weight", "reload", "error", "start", "stop"
    std::string subject;  ///< what it is about: a server, a file
    std::string text;
};

struct Process {
    double cpuPercent = 0;  ///< of one core, last second
    uint64_t residentBytes = 0;
    double uptime_s = 0;
};

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
    std::vector<RouteSnapshot> routes;
    std::vector<PoolSnapshot> pools;
    std::vector<Event> events;  ///< newest last, bounded
};

}  // namespace sluice::metrics
