#pragma once

#include <coroutine>

#include "event/epoll_dispatcher.h"

namespace sluice::event {

/// `co_await Pause(duration)`: waits without blocking the worker; destroying it ends the wait.
class Pause {
public:
    explicit Pause(TimePoint end)
        : m_end(end), m_timer(EpollDispatcher::current()->timers(), &ended, this) {}
    explicit Pause(Duration duration) : Pause(Clock::now() + duration) {}

    bool await_ready() const { return false; }
    void await_suspend(std::coroutine_handle<> waiting) {
        m_waiting = waiting;
        m_timer.arm(m_end);
    }
    void await_resume() const {}

private:
    static void ended(void* self) { static_cast<Pause*>(self)->m_waiting.resume(); }

    TimePoint m_end;
    Timer m_timer;
    std::coroutine_handle<> m_waiting;
};

}  // namespace sluice::event
