#pragma once

#include <coroutine>
#include <utility>

#include "base/clock.h"
#include "event/epoll_dispatcher.h"
#include "event/timer.h"

namespace sluice::event {

/// Something that one coroutine waits for, with a deadline, and others tell. What is told while
/// nobody waits is kept for the next wait. Belongs to one worker; destroying a wait ends it.
class Notification {
public:
    class Wait;

    /// Goes on with who waits, who may destroy this.
    void notify() {
        m_told = true;
        if (m_waiting) std::exchange(m_waiting, {}).resume();
    }
    /// `co_await notification.wait(deadline)`: whether it was told before the deadline.
    Wait wait(TimePoint deadline);

private:
    bool m_told = false;
    std::coroutine_handle<> m_waiting;
};

class Notification::Wait {
public:
    Wait(Notification& notification, TimePoint deadline)
        : m_notification(notification),
          m_deadline(deadline),
          m_timer(EpollDispatcher::current()->timers(), &expired, &notification) {}
    ~Wait() { m_notification.m_waiting = {}; }
    Wait(const Wait&) = delete;
    Wait& operator=(const Wait&) = delete;

    bool await_ready() const { return m_notification.m_told; }
    void await_suspend(std::coroutine_handle<> handle) {
        m_notification.m_waiting = handle;
        m_timer.arm(m_deadline);
    }
    bool await_resume() { return std::exchange(m_notification.m_told, false); }

private:
    static void expired(void* notification) {
        auto& self = *static_cast<Notification*>(notification);
        if (self.m_waiting) std::exchange(self.m_waiting, {}).resume();
    }

    Notification& m_notification;
    TimePoint m_deadline;
    Timer m_timer;
};

inline Notification::Wait Notification::wait(TimePoint deadline) {
    return {*this, deadline};
}

}  // namespace sluice::event
