#include "event/epoll_dispatcher.h"

#include <QCoreApplication>
#include <QMetaMethod>
#include <algorithm>
#include <atomic>
#include <utility>

#include "event/deferred_calls.h"
#include "event/qt_timers.h"
#include "event/socket_notifiers.h"
#include "event/wake_up.h"
#include "event/watch_table.h"

namespace sluice::event {

namespace {

thread_local EpollDispatcher* currentDispatcher = nullptr;

}  // namespace

struct EpollDispatcher::State {
    explicit State(EpollDispatcher& loop) : mailbox(std::make_shared<Mailbox>(loop)) {}

    const std::shared_ptr<Mailbox> mailbox;
    WatchTable watches;
    WakeUp wakeUp{watches};
    SocketNotifiers notifiers{watches};
    TimerQueue timers;
    QtTimers qtTimers;
    DeferredCalls deferred;
    TimePoint now;
    int level = 0;  // of processEvents() running in one another
    uint64_t rounds = 0;
    std::atomic<bool> interrupted = false;
    std::atomic<bool> hasListeners = false;  // of what is emitted in each round

    /// Fetches events; whether the loop was woken.
    bool wait(QEventLoop::ProcessEventsFlags flags, bool mayBlock);
    Duration untilNextTimer(bool withQtTimers) const;
};

bool EpollDispatcher::State::wait(QEventLoop::ProcessEventsFlags flags, bool mayBlock) {
    notifiers.setExcluded(flags & QEventLoop::ExcludeSocketNotifiers);
    if (watches.pending()) return false;
    Duration timeout = Duration::zero();
    if (mayBlock && wakeUp.beginWait()) {
        timeout = untilNextTimer(!(flags & QEventLoop::X11ExcludeTimers));
    }
    watches.wait(timeout);
    now = Clock::now();
    return wakeUp.endWait();
}

Duration EpollDispatcher::State::untilNextTimer(bool withQtTimers) const {
    TimePoint next = timers.next();
    if (withQtTimers) next = std::min(next, qtTimers.next());
    // The round's beginning is the present: a loop that has run anything since was woken, and
    // polls.
    return next == TimePoint::max() ? Duration::max() : std::max(next - now, Duration::zero());
}

EpollDispatcher::EpollDispatcher(QObject* parent)
    : QAbstractEventDispatcher(parent), m_state(std::make_unique<State>(*this)) {}

EpollDispatcher::~EpollDispatcher() {
    m_state->mailbox->close();
    if (currentDispatcher == this) currentDispatcher = nullptr;
}

EpollDispatcher* EpollDispatcher::current() {
    if (!currentDispatcher) {
        currentDispatcher = qobject_cast<EpollDispatcher*>(QAbstractEventDispatcher::instance());
    }
    return currentDispatcher;
}

WatchId EpollDispatcher::addWatch(int fd, uint32_t events, WatchHandler& handler) {
    return m_state->watches.add(fd, events | EPOLLET, handler);
}

void EpollDispatcher::removeWatch(WatchId id) {
    m_state->watches.remove(id);
}

TimerQueue& EpollDispatcher::timers() {
    return m_state->timers;
}

void EpollDispatcher::defer(std::function<void()> function) {
    m_state->deferred.add(std::max(m_state->level, 1), std::move(function));
}

const std::shared_ptr<Mailbox>& EpollDispatcher::mailbox() const {
    return m_state->mailbox;
}

TimePoint EpollDispatcher::now() const {
    return m_state->level > 0 ? m_state->now : Clock::now();
}

bool EpollDispatcher::processEvents(QEventLoop::ProcessEventsFlags flags) {
    State& state = *m_state;
    const int level = ++state.level;
    const uint64_t round = ++state.rounds;
    state.interrupted.store(false);
    state.now = Clock::now();
    QCoreApplication::sendPostedEvents();
    state.deferred.run(level);
    if (state.mailbox->pending()) state.mailbox->run();

    // A round nested in one of the above may have taken a signal that was meant for this one.
    const auto mayBlock = [&] {
        return flags & QEventLoop::WaitForMoreEvents && state.rounds == round &&
               !state.deferred.due(level);
    };
    const bool announced = state.hasListeners.load() && mayBlock();
    if (announced) Q_EMIT aboutToBlock();
    int handled = 0;
    if (!state.interrupted.load()) {
        const bool woken = state.wait(flags, mayBlock());
        if (announced) Q_EMIT awake();
        handled += state.watches.dispatch();
        state.timers.fireDue(state.now);
        if (!(flags & QEventLoop::X11ExcludeTimers)) handled += state.qtTimers.fireDue(state.now);
        if (woken) QCoreApplication::sendPostedEvents();
        handled += woken;
        state.deferred.run(level);
    }
    --state.level;
    return handled > 0;
}

/// Emitting to nobody costs more than all else that a round does.
void EpollDispatcher::connectNotify(const QMetaMethod& signal) {
    if (signal == QMetaMethod::fromSignal(&QAbstractEventDispatcher::aboutToBlock) ||
        signal == QMetaMethod::fromSignal(&QAbstractEventDispatcher::awake))
        m_state->hasListeners.store(true);
}

void EpollDispatcher::registerSocketNotifier(QSocketNotifier* notifier) {
    m_state->notifiers.add(notifier);
}

void EpollDispatcher::unregisterSocketNotifier(QSocketNotifier* notifier) {
    m_state->notifiers.remove(notifier);
}

void EpollDispatcher::registerTimer(int timerId, qint64 interval_ms, Qt::TimerType type,
                                    QObject* object) {
    m_state->qtTimers.add(timerId, interval_ms, type, object);
}

bool EpollDispatcher::unregisterTimer(int timerId) {
    return m_state->qtTimers.remove(timerId);
}

bool EpollDispatcher::unregisterTimers(QObject* object) {
    return m_state->qtTimers.remove(object);
}

QList<EpollDispatcher::TimerInfo> EpollDispatcher::registeredTimers(QObject* object) const {
    return m_state->qtTimers.of(object);
}

int EpollDispatcher::remainingTime(int timerId) {
    return m_state->qtTimers.remaining_ms(timerId);
}

void EpollDispatcher::wakeUp() {
    m_state->wakeUp.signal();
}

void EpollDispatcher::interrupt() {
    m_state->interrupted.store(true);
    wakeUp();
}

void EpollDispatcher::startingUp() {}

void EpollDispatcher::closingDown() {
    while (m_state->deferred.due(0))
        m_state->deferred.run(0);
}

}  // namespace sluice::event
