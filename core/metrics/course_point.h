#pragma once

namespace sluice::metrics {

/// How the whole went over some seconds. Single precision: half the memory, and more exact than
/// what it shows.
struct CoursePoint {
    float time_s = 0;  ///< at its end, since the start
    float requests_per_s = 0, errors_per_s = 0;
    /// Of the requests that the cache looked up, those that it answered, by tier, and those that a
    /// server was asked for.
    float cacheHits_per_s = 0, memoryHits_per_s = 0, redisHits_per_s = 0, cacheMisses_per_s = 0;
    float p50_ms = 0, p90_ms = 0, p99_ms = 0;
    float received_bytes_per_s = 0, sent_bytes_per_s = 0;
};

}  // namespace sluice::metrics
