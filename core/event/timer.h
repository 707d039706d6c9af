#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/clock.h"

namespace sluice::event {

class Timer;

/// The timers of one worker, a binary heap by the time at which each must be looked at.
/// Owned by the dispatcher. Not thread-safe.
class TimerQueue {
public:
    /// When the earliest timer must be looked at; TimePoint::max() if there is none.
    TimePoint next() const;
    /// Fires what is due at `now`, in the order of the deadlines. A callback may arm, disarm or
    /// destroy any timer; what it arms for a time that has come already fires in the next round.
    void fireDue(TimePoint now);
    size_t size() const { return m_heap.size(); }

private:
    friend class Timer;

    /// With its key beside it: timers lie far apart, and far from the processor's cache.
    struct Entry {
        TimePoint key;
        uint64_t order;  // among equal keys
        Timer* timer;
    };

    void insert(Timer& timer);
    void erase(Timer& timer);
    void hurry(Timer& timer);
    void siftUp(size_t index);
    void siftDown(size_t index);
    void place(size_t index, const Entry& entry);
    static bool before(const Entry& a, const Entry& b);

    std::vector<Entry> m_heap;
    uint64_t m_inserted = 0;
    TimePoint m_firing = TimePoint::min();  // the round that is being fired
};

/// A deadline for the data path. Moving it to a later time or disarming it costs a store: the heap
/// is mended when the old time comes. So it may be re-armed for every read of every connection.
/// Belongs to the thread of its queue; the destructor unregisters it.
class Timer {
public:
    using Callback = void (*)(void* context);

    Timer(TimerQueue& queue, Callback callback, void* context)
        : m_queue(queue), m_callback(callback), m_context(context) {}
    ~Timer();
    Timer(const Timer&) = delete;
    Timer& operator=(const Timer&) = delete;

    /// Fires once at or soon after `deadline` (TimePoint::max(): never). Replaces an earlier
    /// deadline.
    void arm(TimePoint deadline);
    void disarm() { m_deadline = TimePoint::max(); }
    bool armed() const { return m_deadline != TimePoint::max(); }

private:
    friend class TimerQueue;
    static constexpr size_t notQueued = static_cast<size_t>(-1);

    TimerQueue& m_queue;
    Callback m_callback;
    void* m_context;
    TimePoint m_deadline = TimePoint::max();
    TimePoint m_queuedFor = TimePoint::max();  // the key in the heap; stays behind when moved
    size_t m_index = notQueued;
};

}  // namespace sluice::event
