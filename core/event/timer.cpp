#include "event/timer.h"

#include <algorithm>
#include <utility>

namespace sluice::event {

TimePoint TimerQueue::next() const {
    return m_heap.empty() ? TimePoint::max() : m_heap.front().key;
}

void TimerQueue::fireDue(TimePoint now) {
    const TimePoint outer = std::exchange(m_firing, now);
    while (next() <= now) {
        Timer& timer = *m_heap.front().timer;
        if (!timer.armed()) {
            erase(timer);
        } else if (timer.m_deadline > timer.m_queuedFor) {
            timer.m_queuedFor = m_heap.front().key = timer.m_deadline;
            siftDown(0);
        } else {
            erase(timer);
            timer.disarm();
            timer.m_callback(timer.m_context);
        }
    }
    m_firing = outer;
}

void TimerQueue::insert(Timer& timer) {
    m_heap.push_back({timer.m_queuedFor, m_inserted++, &timer});
    siftUp(m_heap.size() - 1);
}

void TimerQueue::erase(Timer& timer) {
    const size_t index = std::exchange(timer.m_index, Timer::notQueued);
    const Entry last = m_heap.back();
    m_heap.pop_back();
    if (last.timer == &timer) return;
    place(index, last);
    siftUp(index);
    siftDown(last.timer->m_index);
}

/// Its time is earlier now.
void TimerQueue::hurry(Timer& timer) {
    m_heap[timer.m_index].key = timer.m_queuedFor;
    siftUp(timer.m_index);
}

void TimerQueue::siftUp(size_t index) {
    const Entry entry = m_heap[index];
    while (index > 0) {
        const size_t parent = (index - 1) / 2;
        if (!before(entry, m_heap[parent])) break;
        place(index, m_heap[parent]);
        index = parent;
    }
    place(index, entry);
}

void TimerQueue::siftDown(size_t index) {
    const Entry entry = m_heap[index];
    for (size_t child; (child = 2 * index + 1) < m_heap.size(); index = child) {
        if (child + 1 < m_heap.size() && before(m_heap[child + 1], m_heap[child])) ++child;
        if (!before(m_heap[child], entry)) break;
        place(index, m_heap[child]);
    }
    place(index, entry);
}

void TimerQueue::place(size_t index, const Entry& entry) {
    m_heap[index] = entry;
    entry.timer->m_index = index;
}

bool TimerQueue::before(const Entry& a, const Entry& b) {
    if (a.key != b.key) return a.key < b.key;
    return a.order < b.order;
}

Timer::~Timer() {
    if (m_index != notQueued) m_queue.erase(*this);
}

void Timer::arm(TimePoint deadline) {
    m_deadline = deadline;
    if (!armed()) return;
    const TimePoint key = std::max(deadline, m_queue.m_firing + Duration(1));
    if (m_index == notQueued) {
        m_queuedFor = key;
        m_queue.insert(*this);
    } else if (key < m_queuedFor) {
        m_queuedFor = key;
        m_queue.hurry(*this);
    }
}

}  // namespace sluice::event
