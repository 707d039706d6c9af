#include "event/timer.h"

#include <algorithm>
#include <utility>

namespace sluice::event {

TimePoint TimerQueue::next() const {
    return m_heap.empty() ? TimePoint::max() : m_heap.front()->m_queuedFor;
}

void TimerQueue::fireDue(TimePoint now) {
    const TimePoint outer = std::exchange(m_firing, now);
    while (next() <= now) {
        Timer& timer = *m_heap.front();
        if (!timer.armed()) {
            erase(timer);
        } else if (timer.m_deadline > timer.m_queuedFor) {
            timer.m_queuedFor = timer.m_deadline;
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
    timer.m_order = m_inserted++;
    m_heap.push_back(&timer);
    timer.m_index = m_heap.size() - 1;
    siftUp(timer.m_index);
}

void TimerQueue::erase(Timer& timer) {
    const size_t index = std::exchange(timer.m_index, Timer::notQueued);
    Timer* last = m_heap.back();
    m_heap.pop_back();
    if (last == &timer) return;
    place(index, last);
    siftUp(index);
    siftDown(last->m_index);
}

void TimerQueue::siftUp(size_t index) {
    Timer* timer = m_heap[index];
    while (index > 0) {
        const size_t parent = (index - 1) / 2;
        if (!before(*timer, *m_heap[parent])) break;
        place(index, m_heap[parent]);
        index = parent;
    }
    place(index, timer);
}

void TimerQueue::siftDown(size_t index) {
    Timer* timer = m_heap[index];
    for (size_t child; (child = 2 * index + 1) < m_heap.size(); index = child) {
        if (child + 1 < m_heap.size() && before(*m_heap[child + 1], *m_heap[child])) ++child;
        if (!before(*m_heap[child], *timer)) break;
        place(index, m_heap[child]);
    }
    place(index, timer);
}

void TimerQueue::place(size_t index, Timer* timer) {
    m_heap[index] = timer;
    timer->m_index = index;
}

bool TimerQueue::before(const Timer& a, const Timer& b) {
    if (a.m_queuedFor != b.m_queuedFor) return a.m_queuedFor < b.m_queuedFor;
    return a.m_order < b.m_order;
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
        m_queue.siftUp(m_index);
    }
}

}  // namespace sluice::event
