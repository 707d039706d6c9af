#pragma once

#include <QAbstractEventDispatcher>
#include <memory>
#include <unordered_map>

#include "event/timer.h"

namespace sluice::event {

/// QTimer and QObject::startTimer() for one dispatcher. Precise timers fire to the clock's tick;
/// the others up to 5 % (coarse) or one second (very coarse) late, on common grids, so that they
/// wake the thread together. None fires early.
class QtTimers {
public:
    using Info = QAbstractEventDispatcher::TimerInfo;

    QtTimers();
    ~QtTimers();

    void add(int id, qint64 interval_ms, Qt::TimerType type, QObject* object);
    bool remove(int id);
    bool remove(const QObject* object);
    QList<Info> of(const QObject* object) const;
    /// Until the timer fires, rounded up; -1 if there is no such timer.
    int remaining_ms(int id) const;

    TimePoint next() const { return m_queue.next(); }
    /// Sends the events of the timers that are due; how many, those with interval zero aside, which
    /// are always due.
    int fireDue(TimePoint now);

private:
    class Entry;

    TimerQueue m_queue;
    std::unordered_map<int, std::unique_ptr<Entry>> m_entries;
    TimePoint m_now;
    int m_fired = 0;
};

}  // namespace sluice::event
