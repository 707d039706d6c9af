#include "event/qt_timers.h"

#include <QCoreApplication>
#include <QTimerEvent>
#include <algorithm>
#include <bit>
#include <chrono>
#include <limits>
#include <utility>

namespace sluice::event {

namespace {

using std::chrono::ceil;
using std::chrono::milliseconds;

constexpr milliseconds longest = std::chrono::hours(10 * 365 * 24);  // adds to a TimePoint safely

milliseconds gridOf(milliseconds interval, Qt::TimerType type) {
    constexpr milliseconds widest{1000};
    if (type == Qt::PreciseTimer || interval == milliseconds::zero()) return milliseconds::zero();
    if (type == Qt::VeryCoarseTimer) return widest;
    // Powers of two, so that the grids of different intervals meet.
    const auto tolerance = static_cast<uint64_t>(interval.count() / 20);
    return std::min(milliseconds(std::bit_floor(tolerance)), widest);
}

}  // namespace

class QtTimers::Entry {
public:
    Entry(QtTimers& owner, int id, milliseconds interval, Qt::TimerType type, QObject* object)
        : m_owner(owner),
          m_id(id),
          m_interval(interval),
          m_grid(gridOf(interval, type)),
          m_type(type),
          m_object(object),
          m_due(Clock::now() + interval),
          m_timer(
              owner.m_queue, [](void* self) { static_cast<Entry*>(self)->fire(); }, this) {
        schedule();
    }
    ~Entry() {
        if (m_removed) *m_removed = true;
    }

    const QObject* object() const { return m_object; }
    Info info() const { return {m_id, static_cast<int>(m_interval.count()), m_type}; }
    TimePoint deadline() const {
        if (m_grid == milliseconds::zero()) return m_due;
        const auto past = m_due.time_since_epoch() % m_grid;
        return past == Duration::zero() ? m_due : m_due + (m_grid - past);
    }

private:
    void schedule() { m_timer.arm(deadline()); }
    void fire();

    QtTimers& m_owner;
    const int m_id;
    const milliseconds m_interval;
    const milliseconds m_grid;
    const Qt::TimerType m_type;
    QObject* const m_object;
    TimePoint m_due;
    bool* m_removed = nullptr;  // set while the event is handled: tells fire() that this is gone
    bool m_missed = false;
    Timer m_timer;
};

void QtTimers::Entry::fire() {
    if (m_removed) {
        // Due in a loop nested in its own handler: not until that has returned.
        m_missed = true;
        return;
    }
    const TimePoint now = m_owner.m_now;
    m_due += m_interval;
    if (m_due < now) m_due = now + m_interval;  // what was missed is not made up for
    schedule();
    if (m_interval != milliseconds::zero()) ++m_owner.m_fired;

    bool removed = false;
    m_removed = &removed;
    QTimerEvent event(m_id);
    QCoreApplication::sendEvent(m_object, &event);
    if (removed) return;
    m_removed = nullptr;
    if (std::exchange(m_missed, false)) schedule();
}

QtTimers::QtTimers() = default;

QtTimers::~QtTimers() = default;

void QtTimers::add(int id, qint64 interval_ms, Qt::TimerType type, QObject* object) {
    const auto interval = std::clamp(milliseconds(interval_ms), milliseconds::zero(), longest);
    m_entries.insert_or_assign(id, std::make_unique<Entry>(*this, id, interval, type, object));
}

bool QtTimers::remove(int id) {
    return m_entries.erase(id) != 0;
}

bool QtTimers::remove(const QObject* object) {
    return std::erase_if(m_entries,
                         [object](const auto& entry) { return entry.second->object() == object; });
}

QList<QtTimers::Info> QtTimers::of(const QObject* object) const {
    QList<Info> infos;
    for (const auto& [id, entry] : m_entries) {
        if (entry->object() == object) infos.append(entry->info());
    }
    return infos;
}

int QtTimers::remaining_ms(int id) const {
    const auto found = m_entries.find(id);
    if (found == m_entries.end()) return -1;
    const auto left = ceil<milliseconds>(found->second->deadline() - Clock::now());
    return static_cast<int>(std::clamp<qint64>(left.count(), 0, std::numeric_limits<int>::max()));
}

int QtTimers::fireDue(TimePoint now) {
    m_now = now;
    const int before = m_fired;
    m_queue.fireDue(now);
    return m_fired - before;
}

}  // namespace sluice::event
