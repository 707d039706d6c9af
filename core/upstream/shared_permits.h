#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "base/clock.h"

namespace sluice::upstream {

/// One limit that all workers of a pool keep together: so many permits, each of them free or with
/// somebody. Free ones lie where they were given back, with a place for each worker, and a worker
/// that has none there takes one of another's: with room enough, no two workers touch the same
/// memory for long. When none is free, the workers stand in one line, and what is given back goes
/// to the worker whose request waits longest.
///
/// Any thread. Only when somebody waits, or a lowered limit is to be reached, is there a lock.
class SharedPermits {
public:
    /// Stands for no limit.
    static constexpr size_t unlimited = INT32_MAX;
    /// By how much the own worker may be preferred to one that waits longer: to wake another
    /// worker costs more than to go on with the own.
    static constexpr Duration preference = std::chrono::milliseconds(1);

    /// `permits`: up to `unlimited`. `maxWaiting`: over all workers.
    SharedPermits(size_t permits, size_t maxWaiting, size_t workers);
    ~SharedPermits();
    SharedPermits(const SharedPermits&) = delete;
    SharedPermits& operator=(const SharedPermits&) = delete;

    /// Effective at once. Who has a permit keeps it, and nobody is sent away from a line that got
    /// shorter.
    void setLimits(size_t permits, size_t maxWaiting);
    size_t limit() const { return m_limit.load(std::memory_order_relaxed); }
    size_t maxWaiting() const { return m_maxWaiting.load(std::memory_order_relaxed); }

    // For the worker that they name, from its thread.

    /// A permit, if one is free and nobody waits.
    bool tryTake(size_t worker) { return !inDemand() && takeAny(worker); }
    void put(size_t worker);
    /// Whether a permit that is given back is for somebody who waits.
    bool inDemand() const { return m_demand.load() > 0; }

    /// `wake` is called on any thread when there is something to collect() for the worker, or
    /// another one could do with what it keeps; it may not call back.
    void attach(size_t worker, std::function<void()> wake);
    void detach(size_t worker);
    /// One more request of the worker stands in line, the longest of them since `since`. False: the
    /// line is full. Something may be there to be collected at once.
    bool enter(size_t worker, TimePoint since);
    /// One that has got nothing leaves.
    void leave(size_t worker);
    /// A permit that was put aside for one of the worker's requests.
    bool collect(size_t worker);
    bool hasCollectable(size_t worker) const;
    /// Since when the worker's longest waits, as others cannot see that.
    void update(size_t worker, TimePoint since);
    /// Lets a request of the worker out of the line, if it is the next: it goes on with something
    /// that the worker has kept its permit for.
    bool letOwnGo(size_t worker);
    /// How many permits the worker has with things that it could do without.
    void keeps(size_t worker, size_t count);
    /// Asks a worker that keeps something, if somebody waits.
    void askForKept(size_t worker);

private:
    struct Place;
    struct Line;
    static constexpr size_t nobody = SIZE_MAX;

    bool takeAny(size_t first);
    bool takeAt(Place& place, uint64_t& puts);
    void settle(size_t worker);
    void publishDemand();
    size_t next(size_t worker) const;
    void give(size_t to, size_t from);
    void wakeKeeper(size_t worker);

    const size_t m_workers;
    std::unique_ptr<Place[]> m_places;
    std::mutex m_mutex;  // guards what follows, but for atomics
    std::vector<Line> m_lines;
    std::atomic<size_t> m_limit;
    std::atomic<size_t> m_maxWaiting;
    size_t m_waiting = 0;                         // in line, with nothing yet
    size_t m_excess = 0;                          // to vanish until the lowered limit is reached
    alignas(64) std::atomic<size_t> m_demand{0};  // the sum of both
};

}  // namespace sluice::upstream
