#pragma once

#include <optional>

#include "base/clock.h"
#include "metrics/series.h"
#include "metrics/timeline.h"

namespace sluice::gateway {

/// Counts one request, or one try of it, for its route or server. What is not told by the time it
/// is destroyed was cut short by the client. On the exchange's worker.
class Recording {
public:
    explicit Recording(TimePoint start, metrics::Phase first = metrics::Phase::parse)
        : m_timeline(start, first) {}
    ~Recording();
    Recording(const Recording&) = delete;
    Recording& operator=(const Recording&) = delete;

    void setCell(metrics::Cell& cell);
    /// What is counted if nothing more is told.
    void setStatus(int status) { m_status = status; }
    /// How the cache took part.
    void setCache(metrics::CacheOutcome outcome) { m_cache = outcome; }
    /// The server gave no usable answer.
    void setFailed() { m_failed = true; }
    /// The answer has been handed over to its last byte, at `now`.
    void finish(int status, uint64_t bytesIn, uint64_t bytesOut, TimePoint now = Clock::now());

    /// Counts it now: what follows, such as a tunnel, is not part of the request.
    void release();

    int status() const { return m_status; }
    /// Where the time goes; up to date once it was released.
    metrics::Timeline& timeline() { return m_timeline; }

private:
    metrics::Timeline m_timeline;
    metrics::Cell* m_cell = nullptr;
    int m_status = 0;
    bool m_failed = false;
    std::optional<metrics::CacheOutcome> m_cache;
    uint64_t m_bytesIn = 0;
    uint64_t m_bytesOut = 0;
    bool m_finished = false;
};

}  // namespace sluice::gateway
