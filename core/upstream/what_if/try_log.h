#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/clock.h"

namespace sluice::upstream {

/// How a try ended. Failure: no answer, and the server was not given its time, as in a refused
/// connection. Timeout: no answer in all the time that it was given.
enum class Ending : uint8_t { success, serverError, failure, timeout };

/// One request that was given to one server and has ended.
struct Try {
    TimePoint start{};
    Duration service{};   ///< to the head of the answer, or to its failure; 0 to 9 hours
    uint64_t hash = 0;    ///< of what consistent-hash goes by; 0: not known
    uint16_t server = 0;  ///< its index in the pool
    Ending ending = Ending::success;
    bool again = false;  ///< a retry or a hedge: not a new request
};

/// The last tries of one worker on one pool. That worker records, without lock, allocation or
/// waiting; any thread reads at any time. 768 KiB, of which pages take memory once they are used.
class TryLog {
public:
    static constexpr size_t capacity = 32768;

    TryLog();

    void record(const Try& finished);

    /// In the order in which they ended. One that is overwritten while it is read is left out.
    /// At most the newest so many.
    std::vector<Try> tries(size_t most = capacity) const;
    /// Whether older ones have been overwritten.
    bool full() const { return m_finished.load(std::memory_order_relaxed) > capacity; }

private:
    /// Read and written through std::atomic_ref, one field by one.
    struct Entry {
        uint64_t start_ns;
        uint64_t hash;
        uint64_t rest;  ///< service, server, ending and again
    };

    Entry& at(uint64_t number) const { return m_entries[number % capacity]; }
    Try read(uint64_t number) const;

    const std::unique_ptr<Entry[]> m_entries;
    std::atomic<uint64_t> m_begun{0};     // entries that the worker has begun to write
    std::atomic<uint64_t> m_finished{0};  // and those that are written
};

}  // namespace sluice::upstream
