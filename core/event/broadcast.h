#pragma once

#include <coroutine>
#include <memory>
#include <mutex>
#include <vector>

#include "base/clock.h"
#include "event/timer.h"

namespace sluice::event {

class Mailbox;

/// Something that any thread tells, and coroutines on any number of workers wait for. Each goes on
/// on its own worker, which is woken once for all that wait there.
///
///     const auto seen = broadcast.now();
///     if (!isThere()) co_await broadcast.after(seen, deadline);
///
/// Whoever was told between the two does not wait. Destroying a wait ends it; the broadcast must
/// outlive its waits, but not its tells.
class Broadcast {
public:
    class Wait;

    Broadcast() = default;
    ~Broadcast();
    Broadcast(const Broadcast&) = delete;
    Broadcast& operator=(const Broadcast&) = delete;

    /// Any thread.
    void tell();
    /// How often it has been told.
    uint64_t now() const;
    /// `co_await`: true if it was told after `seen`, false at the deadline. On a worker.
    Wait after(uint64_t seen, TimePoint deadline);

private:
    struct Party;  // those who wait on one worker

    static void resume(const std::shared_ptr<Party>& party);
    /// The caller's worker's; null if it was told after `seen`.
    std::shared_ptr<Party> join(uint64_t seen);

    mutable std::mutex m_mutex;  // guards what follows
    uint64_t m_told = 0;
    std::vector<std::shared_ptr<Party>> m_parties;  // at most one for each worker
};

class Broadcast::Wait {
public:
    Wait(Broadcast& broadcast, uint64_t seen, TimePoint deadline);
    ~Wait();
    Wait(const Wait&) = delete;
    Wait& operator=(const Wait&) = delete;

    bool await_ready() const { return false; }
    bool await_suspend(std::coroutine_handle<> handle);
    bool await_resume() const { return m_told; }

private:
    friend class Broadcast;
    static void expired(void* self);
    void leave();

    Broadcast& m_broadcast;
    const uint64_t m_seen;
    const TimePoint m_deadline;
    Timer m_timer;
    std::coroutine_handle<> m_handle;
    std::shared_ptr<Party> m_party;
    Wait* m_previous = nullptr;
    Wait* m_next = nullptr;
    bool m_told = false;
};

inline Broadcast::Wait Broadcast::after(uint64_t seen, TimePoint deadline) {
    return {*this, seen, deadline};
}

}  // namespace sluice::event
