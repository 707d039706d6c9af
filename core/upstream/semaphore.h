#pragma once

#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>

#include "base/clock.h"
#include "event/timer.h"
#include "metrics/counter.h"
#include "upstream/shared_permits.h"

namespace sluice::upstream {

/// One worker's way to permits that all workers share: a queue in which whoever waits longest is
/// served first, nobody overtakes, and every wait has a deadline. Not thread-safe.
class Semaphore {
public:
    enum class Outcome : uint8_t {
        acquired,
        turn,  ///< goes on without a permit of its own: see passTurn()
        timedOut,
        queueFull
    };
    class Acquire;

    /// `permits` outlives it. `gauge` shows how many wait here.
    Semaphore(SharedPermits& permits, size_t worker, metrics::Gauge& gauge);
    ~Semaphore();
    Semaphore(const Semaphore&) = delete;
    Semaphore& operator=(const Semaphore&) = delete;

    /// `co_await semaphore.acquire(deadline)`. Who acquired must release() once.
    Acquire acquire(TimePoint deadline);
    /// What acquire() does when it need not wait.
    bool tryAcquire() { return m_permits.tryTake(m_worker); }
    /// Whether half of the permits of all workers would stay free if one more were taken.
    bool hasAmpleRoom() const { return m_permits.free() * 2 >= m_permits.limit() + 2; }
    /// Serves the next in line: here, once the current round of the event loop is over, or on
    /// another worker.
    void release();
    /// Who waits may wait up to `after` instead of `before`: a longer time counts from when they
    /// came, a shorter one from now. Zero means no limit.
    void changeTimeLimit(Duration before, Duration after);
    size_t waiting() const { return m_waiting.size(); }

    // For who keeps permits with things that others can use, or do without.

    using Wanted = void (*)(void* context);
    /// `wanted` is called from the event loop when somebody may wait for what is kept here.
    void onWanted(Wanted wanted, void* context) {
        m_wanted = wanted;
        m_context = context;
    }
    /// Whether a permit that is given back is for somebody who waits.
    bool inDemand() const { return m_permits.inDemand(); }
    /// Lets the first in this queue go on, if it is the next of all workers', without a permit:
    /// the caller keeps one for it.
    bool passTurn();
    size_t turns() const { return m_turns; }  ///< passed, and not yet used
    /// How many permits are kept, and told to the others.
    void keeps(size_t count) { m_line.keeps(count); }

private:
    struct Signal;

    void serveSoon();
    void serve();
    void woken();

    SharedPermits& m_permits;
    const size_t m_worker;
    metrics::Gauge& m_gauge;
    std::list<Acquire*> m_waiting;
    size_t m_turns = 0;
    bool m_serving = false;
    Wanted m_wanted = nullptr;
    void* m_context = nullptr;
    const std::shared_ptr<Signal> m_signal;
    SharedPermits::Line& m_line;
};

/// Releases what was acquired, unless it was handed over to who will do that.
class Acquired {
public:
    explicit Acquired(Semaphore& semaphore) : m_semaphore(&semaphore) {}
    ~Acquired() {
        if (m_semaphore) m_semaphore->release();
    }
    Acquired(const Acquired&) = delete;
    Acquired& operator=(const Acquired&) = delete;
    void handOver() { m_semaphore = nullptr; }

private:
    Semaphore* m_semaphore;
};

/// Destroying it leaves the queue.
class Semaphore::Acquire {
public:
    Acquire(Semaphore& semaphore, TimePoint deadline);
    ~Acquire();
    Acquire(const Acquire&) = delete;
    Acquire& operator=(const Acquire&) = delete;

    bool await_ready();
    void await_suspend(std::coroutine_handle<> handle);
    Outcome await_resume();

private:
    friend class Semaphore;
    static void expired(void* self);
    void finish(Outcome outcome);
    void leave();
    void giveUp();

    Semaphore& m_semaphore;
    TimePoint m_deadline;
    event::Timer m_timer;
    Outcome m_outcome = Outcome::acquired;
    TimePoint m_since{};
    std::coroutine_handle<> m_waiting;
    std::list<Acquire*>::iterator m_place;
};

}  // namespace sluice::upstream
