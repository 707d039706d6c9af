#pragma once

#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>

#include "base/clock.h"
#include "event/timer.h"
#include "metrics/counter.h"

namespace sluice::upstream {

/// A fair, bounded semaphore of one worker: whoever waits longest is served first, nobody
/// overtakes, every wait has a deadline and the queue has an end. Not thread-safe.
class Semaphore {
public:
    enum class Outcome : uint8_t { acquired, timedOut, queueFull };
    class Acquire;

    /// `gauge` shows how many wait.
    Semaphore(size_t permits, size_t maxWaiting, metrics::Gauge& gauge)
        : m_limit(static_cast<int64_t>(permits)),
          m_free(m_limit),
          m_maxWaiting(maxWaiting),
          m_gauge(gauge) {}
    ~Semaphore();
    Semaphore(const Semaphore&) = delete;
    Semaphore& operator=(const Semaphore&) = delete;

    /// `co_await semaphore.acquire(deadline)`. Who acquired must release() once.
    Acquire acquire(TimePoint deadline);
    /// Serves the next in the queue once the current round of the event loop is over.
    void release();
    /// Effective at once: who waits is served if there is room now. Who has acquired keeps it,
    /// and nobody is sent away from a queue that got shorter.
    void setLimits(size_t permits, size_t maxWaiting);
    /// Who waits may wait up to `after` instead of `before`: a longer time counts from when they
    /// came, a shorter one from now. Zero means no limit.
    void changeTimeLimit(Duration before, Duration after);
    size_t waiting() const { return m_waiting.size(); }
    /// Whether acquire() would not have to wait.
    bool free() const { return m_free > 0 && m_waiting.empty(); }
    /// What acquire() does when it is free().
    void take() { --m_free; }

private:
    void serveSoon();
    void serve();

    int64_t m_limit;
    int64_t m_free;  // below zero: more have one than a lowered limit allows
    size_t m_maxWaiting;
    metrics::Gauge& m_gauge;
    std::list<Acquire*> m_waiting;
    bool m_serving = false;
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
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

    Semaphore& m_semaphore;
    TimePoint m_deadline;
    event::Timer m_timer;
    Outcome m_outcome = Outcome::acquired;
    std::coroutine_handle<> m_waiting;
    std::list<Acquire*>::iterator m_place;
};

}  // namespace sluice::upstream
