#pragma once

#include <QAbstractEventDispatcher>
#include <cstdint>
#include <functional>
#include <memory>

#include "base/clock.h"
#include "event/mailbox.h"
#include "event/timer.h"
#include "event/watch.h"

namespace sluice::event {

/// An event loop on epoll for Qt: timers, socket notifiers, posted events and wake-ups as Qt's
/// contract for QAbstractEventDispatcher asks, and beside them a short way for the data path:
/// direct watches and deadline timers.
///
/// All members are for the thread that runs the loop, except wakeUp() and interrupt(), which any
/// thread may call; other threads reach it by its mailbox.
class EpollDispatcher final : public QAbstractEventDispatcher {
    Q_OBJECT

public:
    explicit EpollDispatcher(QObject* parent = nullptr);
    ~EpollDispatcher() override;

    /// The dispatcher of the calling thread; null if that thread runs another kind of loop.
    static EpollDispatcher* current();

    /// Watches `fd` edge-triggered for `events` (EPOLLET is added). The handler outlives the watch.
    /// An error (ENOSPC, EPERM for a plain file) gives an invalid id.
    WatchId addWatch(int fd, uint32_t events, WatchHandler& handler);
    /// Call before closing the descriptor. No call of the handler comes after this one, not even
    /// for an event that has been fetched already.
    void removeWatch(WatchId id);

    TimerQueue& timers();
    /// Runs `function` once the handlers of the current round have returned: the place to destroy
    /// what is running now.
    void defer(std::function<void()> function);
    /// For other threads to leave functions in; outlives this.
    const std::shared_ptr<Mailbox>& mailbox() const;
    /// The time at which the current round began: good enough for deadlines, and free.
    TimePoint now() const;

    // QAbstractEventDispatcher
    bool processEvents(QEventLoop::ProcessEventsFlags flags) override;
    void registerSocketNotifier(QSocketNotifier* notifier) override;
    void unregisterSocketNotifier(QSocketNotifier* notifier) override;
    void registerTimer(int timerId, qint64 interval_ms, Qt::TimerType type,
                       QObject* object) override;
    bool unregisterTimer(int timerId) override;
    bool unregisterTimers(QObject* object) override;
    QList<TimerInfo> registeredTimers(QObject* object) const override;
    int remainingTime(int timerId) override;
    void wakeUp() override;
    void interrupt() override;
    void startingUp() override;
    void closingDown() override;

protected:
    void connectNotify(const QMetaMethod& signal) override;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

}  // namespace sluice::event
