#include "upstream/semaphore.h"

#include <algorithm>
#include <utility>

#include "event/epoll_dispatcher.h"

namespace sluice::upstream {

Semaphore::~Semaphore() {
    *m_alive = false;
}

Semaphore::Acquire Semaphore::acquire(TimePoint deadline) {
    return Acquire(*this, deadline);
}

void Semaphore::release() {
    ++m_free;
    serveSoon();
}

void Semaphore::setLimits(size_t permits, size_t maxWaiting) {
    const int64_t before = std::exchange(m_limit, static_cast<int64_t>(permits));
    m_free += m_limit - before;
    m_maxWaiting = maxWaiting;
    if (m_free > 0) serveSoon();
}

void Semaphore::changeTimeLimit(Duration before, Duration after) {
    const TimePoint now = Clock::now();
    for (Acquire* waiting : m_waiting) {
        TimePoint& deadline = waiting->m_deadline;
        if (after == Duration::zero()) {
            deadline = TimePoint::max();
        } else if (before > Duration::zero() && after > before) {
            deadline += after - before;
        } else {
            deadline = std::min(deadline, now + after);
        }
        waiting->m_timer.arm(deadline);
    }
}

void Semaphore::serveSoon() {
    if (m_waiting.empty() || std::exchange(m_serving, true)) return;
    event::EpollDispatcher::current()->defer([this, alive = m_alive] {
        if (*alive) serve();
    });
}

void Semaphore::serve() {
    m_serving = false;
    const std::shared_ptr<bool> alive = m_alive;
    while (*alive && m_free > 0 && !m_waiting.empty()) {
        --m_free;
        m_waiting.front()->finish(Outcome::acquired);
    }
}

Semaphore::Acquire::Acquire(Semaphore& semaphore, TimePoint deadline)
    : m_semaphore(semaphore),
      m_deadline(deadline),
      m_timer(event::EpollDispatcher::current()->timers(), &expired, this) {}

Semaphore::Acquire::~Acquire() {
    if (m_waiting) leave();
}

bool Semaphore::Acquire::await_ready() {
    if (m_semaphore.free()) {
        m_semaphore.take();
        return true;
    }
    if (m_semaphore.m_waiting.size() < m_semaphore.m_maxWaiting) return false;
    m_outcome = Outcome::queueFull;
    return true;
}

void Semaphore::Acquire::await_suspend(std::coroutine_handle<> handle) {
    m_waiting = handle;
    m_place = m_semaphore.m_waiting.insert(m_semaphore.m_waiting.end(), this);
    m_semaphore.m_gauge.add(1);
    m_timer.arm(m_deadline);
}

Semaphore::Outcome Semaphore::Acquire::await_resume() {
    return m_outcome;
}

void Semaphore::Acquire::expired(void* self) {
    static_cast<Acquire*>(self)->finish(Outcome::timedOut);
}

void Semaphore::Acquire::leave() {
    m_semaphore.m_waiting.erase(m_place);
    m_semaphore.m_gauge.add(-1);
}

void Semaphore::Acquire::finish(Outcome outcome) {
    m_outcome = outcome;
    leave();
    m_timer.disarm();
    std::exchange(m_waiting, {}).resume();
}

}  // namespace sluice::upstream
