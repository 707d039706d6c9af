#pragma once

#include <atomic>
#include <mutex>
#include <string>
#include <utility>

#include "cache/redis/connection.h"
#include "metrics/counter.h"
#include "metrics/histogram.h"

namespace sluice::cache::redis {

/// The last thing that happened, for people. Any thread.
class News {
public:
    void set(std::string text) {
        const std::lock_guard lock(m_mutex);
        m_text = std::move(text);
    }
    std::string text() const {
        const std::lock_guard lock(m_mutex);
        return m_text;
    }

private:
    mutable std::mutex m_mutex;
    std::string m_text;
};

/// What one worker counts of its Redis tier. Written by that worker, read by any thread.
struct alignas(64) Statistics {
    // Look-ups; each counts in one of these.
    metrics::Counter hits;
    metrics::Counter misses;       ///< nothing usable is there
    metrics::Counter purged;       ///< what is there was purged
    metrics::Counter damaged;      ///< what is there is no value of ours
    metrics::Counter timeouts;     ///< no answer within the deadline
    metrics::Counter errors;       ///< an error for an answer, or the connection ended
    metrics::Counter unavailable;  ///< not connected, or too much waits: nothing was sent

    metrics::Counter stored;
    metrics::Counter keptOut;  ///< not stored: too large, or of no use later
    metrics::Counter dropped;  ///< not stored: not connected, too much waits, or refused
    metrics::Counter bytesRead;
    metrics::Counter bytesWritten;
    metrics::Counter breaks;     ///< connections given up by the Breaker
    metrics::Histogram latency;  ///< ns, of each answer to a look-up

    std::atomic<Connection::State> state = Connection::State::connecting;
    std::atomic<TimePoint> readySince{};
    News news;  ///< why it is in this state
};

}  // namespace sluice::cache::redis
