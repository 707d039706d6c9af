#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>

#include "base/clock.h"

namespace sluice::upstream {

/// One limit that all workers of a pool keep together: so many permits, each of them free or with
/// somebody. Free ones lie where they were given back, with a place for each worker, and a worker
/// that has none there takes one of another's: with room enough, no two workers touch the same
/// memory for long. When none is free, requests stand in lines, one for each semaphore, and what is
/// given back goes to the line whose request waits longest.
///
/// Any thread. Only when somebody waits, or a lowered limit is to be reached, is there a lock.
class SharedPermits {
public:
    /// Stands for no limit.
    static constexpr size_t unlimited = INT32_MAX;
    /// By how much a line of the own thread may be preferred to one that waits longer: to wake
    /// another thread costs more than to go on with the own.
    static constexpr Duration preference = std::chrono::milliseconds(1);

    /// Those of one worker who wait, as the others see them. Lives until detach().
    class alignas(64) Line {
    public:
        Line(size_t worker, std::function<void()> wake)
            : m_worker(worker), m_wake(std::move(wake)) {}

        /// A permit that was put aside for one of this line, which leaves it so. Its own thread.
        bool collect();
        bool hasCollectable() const { return m_collectable.load() > 0; }
        /// How many permits its owner has with things that it could do without.
        void keeps(size_t count) { m_kept.store(count); }

    private:
        friend class SharedPermits;
        const size_t m_worker;
        const std::function<void()> m_wake;
        std::atomic<size_t> m_collectable{0};
        std::atomic<size_t> m_kept{0};
        size_t m_waiting = 0;  // with nothing yet; under the lock, as is what follows
        TimePoint m_since{};
    };

    /// `permits`: up to `unlimited`. `maxWaiting`: over all lines. `workers`: at least one.
    SharedPermits(size_t permits, size_t maxWaiting, size_t workers);
    ~SharedPermits();
    SharedPermits(const SharedPermits&) = delete;
    SharedPermits& operator=(const SharedPermits&) = delete;

    /// Effective at once. Who has a permit keeps it, and nobody is sent away from a line that got
    /// shorter.
    void setLimits(size_t permits, size_t maxWaiting);
    size_t limit() const { return m_limit.load(std::memory_order_relaxed); }
    size_t maxWaiting() const { return m_maxWaiting.load(std::memory_order_relaxed); }

    /// A permit for that worker, if one is free and nobody waits.
    bool tryTake(size_t worker) { return !inDemand() && takeAny(worker); }
    void put(size_t worker) { put(worker, nullptr); }
    void put(Line& own) { put(own.m_worker, &own); }
    /// Whether a permit that is given back is for somebody who waits.
    bool inDemand() const { return m_demand.load() > 0; }
    /// How many lie free, as far as one glance at every worker's can tell.
    size_t free() const;

    /// `wake` is called on any thread when there is something to collect, or others could do with
    /// what is kept; it may not call back.
    Line& attach(size_t worker, std::function<void()> wake);
    /// Of a line in which nobody waits, with nothing left to collect.
    void detach(Line& line);
    /// One more request stands in the line, the longest of them since `since`. False: too many
    /// wait. There may be something to collect at once.
    bool enter(Line& own, TimePoint since);
    /// One that has got nothing leaves.
    void leave(Line& own);
    /// Since when its longest waits, as others cannot see that.
    void update(Line& own, TimePoint since);
    /// Lets a request out of the line, if it is the next: it goes on with something that a permit
    /// was kept for.
    bool letOwnGo(Line& own);
    /// Asks somebody else who keeps something, if anybody waits.
    void askForKept(const Line& own);

private:
    struct Place;

    void put(size_t worker, Line* own);
    bool takeAny(size_t first);
    bool takeAt(Place& place, uint64_t& puts);
    void settle(Line* own);
    void publishDemand();
    Line* next(Line* own);
    void give(Line& to, const Line* own);
    void out(Line& line);
    void wakeKeeper(const Line* own);
    size_t kept() const;

    const size_t m_workers;
    std::unique_ptr<Place[]> m_places;
    std::mutex m_mutex;  // guards what follows, but for atomics
    std::list<Line> m_lines;
    std::atomic<size_t> m_limit;
    std::atomic<size_t> m_maxWaiting;
    size_t m_waiting = 0;                         // in all lines, with nothing yet
    size_t m_excess = 0;                          // to vanish until a lowered limit is reached
    alignas(64) std::atomic<size_t> m_demand{0};  // the sum of both
};

inline bool SharedPermits::Line::collect() {
    if (!hasCollectable()) return false;
    m_collectable.fetch_sub(1);
    return true;
}

}  // namespace sluice::upstream
