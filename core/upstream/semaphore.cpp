#include "upstream/semaphore.h"

#include <algorithm>
#include <utility>

#include "event/epoll_dispatcher.h"

namespace sluice::upstream {

/// What reaches a semaphore from elsewhere, and finds out whether there still is one.
struct Semaphore::Signal {
    explicit Signal(Semaphore& of)
        : semaphore(&of), loop(event::EpollDispatcher::current()->mailbox()) {}

    Semaphore* semaphore;  // null once it is gone; for its worker
    const std::shared_ptr<event::Mailbox> loop;
    std::atomic<bool> pending{false};

    /// Any thread.
    static void send(const std::shared_ptr<Signal>& self) {
        if (self->pending.exchange(true)) return;
        self->loop->post([self] {
            self->pending.store(false);
            if (self->semaphore) self->semaphore->woken();
        });
    }
};

Semaphore::Semaphore(SharedPermits& permits, size_t worker, metrics::Gauge& gauge)
    : m_permits(permits),
      m_worker(worker),
      m_gauge(gauge),
      m_signal(std::make_shared<Signal>(*this)),
      m_line(permits.attach(worker, [signal = m_signal] { Signal::send(signal); })) {}

Semaphore::~Semaphore() {
    m_signal->semaphore = nullptr;
    while (m_line.collect())
        m_permits.put(m_line);
    m_permits.detach(m_line);
}

Semaphore::Acquire Semaphore::acquire(TimePoint deadline) {
    return Acquire(*this, deadline);
}

void Semaphore::release() {
    m_permits.put(m_line);
    if (m_line.hasCollectable()) serveSoon();
}

bool Semaphore::passTurn() {
    if (m_waiting.size() <= m_turns || !m_permits.letOwnGo(m_line)) return false;
    ++m_turns;
    serveSoon();
    return true;
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
    if (std::exchange(m_serving, true)) return;
    event::EpollDispatcher::current()->defer([signal = m_signal] {
        if (signal->semaphore) signal->semaphore->serve();
    });
}

void Semaphore::serve() {
    m_serving = false;
    const std::shared_ptr<Signal> signal = m_signal;
    while (signal->semaphore && !m_waiting.empty()) {
        if (m_turns > 0) {
            --m_turns;
            m_waiting.front()->finish(Outcome::turn);
        } else if (m_line.collect()) {
            m_waiting.front()->finish(Outcome::acquired);
        } else {
            m_permits.update(m_line, m_waiting.front()->m_since);
            return;
        }
    }
    if (!signal->semaphore) return;
    if (std::exchange(m_turns, 0) > 0 && m_wanted && inDemand()) m_wanted(m_context);
    while (m_line.collect())
        m_permits.put(m_line);
}

/// From the event loop, for another worker.
void Semaphore::woken() {
    const std::shared_ptr<Signal> signal = m_signal;
    serve();
    if (!signal->semaphore || !m_permits.inDemand()) return;
    if (m_wanted) m_wanted(m_context);
    if (signal->semaphore) m_permits.askForKept(m_line);
}

Semaphore::Acquire::Acquire(Semaphore& semaphore, TimePoint deadline)
    : m_semaphore(semaphore),
      m_deadline(deadline),
      m_timer(event::EpollDispatcher::current()->timers(), &expired, this) {}

Semaphore::Acquire::~Acquire() {
    if (m_waiting) giveUp();
}

bool Semaphore::Acquire::await_ready() {
    if (m_semaphore.tryAcquire()) return true;
    m_since = Clock::now();
    const TimePoint longest =
        m_semaphore.m_waiting.empty() ? m_since : m_semaphore.m_waiting.front()->m_since;
    if (m_semaphore.m_permits.enter(m_semaphore.m_line, longest)) return false;
    m_outcome = Outcome::queueFull;
    return true;
}

void Semaphore::Acquire::await_suspend(std::coroutine_handle<> handle) {
    m_waiting = handle;
    m_place = m_semaphore.m_waiting.insert(m_semaphore.m_waiting.end(), this);
    m_semaphore.m_gauge.add(1);
    m_timer.arm(m_deadline);
    if (m_semaphore.m_line.hasCollectable()) m_semaphore.serveSoon();
}

Semaphore::Outcome Semaphore::Acquire::await_resume() {
    return m_outcome;
}

void Semaphore::Acquire::expired(void* self) {
    auto& acquire = *static_cast<Acquire*>(self);
    acquire.giveUp();
    acquire.m_outcome = Outcome::timedOut;
    std::exchange(acquire.m_waiting, {}).resume();
}

void Semaphore::Acquire::leave() {
    m_semaphore.m_waiting.erase(m_place);
    m_semaphore.m_gauge.add(-1);
}

/// Leaves with nothing: what was put aside for it is for the next.
void Semaphore::Acquire::giveUp() {
    leave();
    m_semaphore.m_permits.leave(m_semaphore.m_line);
    m_semaphore.serveSoon();
}

void Semaphore::Acquire::finish(Outcome outcome) {
    m_outcome = outcome;
    leave();
    m_timer.disarm();
    std::exchange(m_waiting, {}).resume();
}

}  // namespace sluice::upstream
