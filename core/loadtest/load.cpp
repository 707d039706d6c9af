#include "loadtest/load.h"

#include <algorithm>

#include "event/pause.h"

namespace sluice::loadtest {

namespace {

/// A target that refuses is not asked without a pause: nothing else could run in between.
constexpr Duration kAfterFailure = std::chrono::milliseconds(10);

}  // namespace

Load::Load(Run& run, int thread)
    : m_run(run),
      m_thread(thread),
      m_mix(run.scenario(), static_cast<uint64_t>(thread) + 1),
      m_usageAtStart(ThreadUsage::read()),
      m_lastEnd(run.measureFrom()) {}

void Load::start() {
    const size_t limit = m_run.share(m_run.scenario().inFlight, m_thread);
    m_running = m_run.scenario().isOpen() ? 1 : limit;
    if (m_running == 0) noteEnd();
    for (size_t i = m_running; i > 0; --i) {
        m_tasks.push_back(m_run.scenario().isOpen() ? sendOnTime() : keepOneInFlight());
        m_tasks.back().start();
    }
}

event::Task<> Load::keepOneInFlight() {
    Client client = newClient();
    for (;;) {
        const TimePoint now = Clock::now();
        if (!m_run.claim(now)) break;
        const bool answered = co_await exchange(client, now);
        if (!answered) co_await event::Pause(kAfterFailure);
    }
    --m_running;
    noteEnd();
}

event::Task<> Load::sendOnTime() {
    const auto step = static_cast<uint64_t>(m_run.scenario().threads);
    uint64_t request = static_cast<uint64_t>(m_thread);
    for (;; request += step) {
        const auto offset = m_run.arrivals().at(request);
        if (!offset) break;
        const TimePoint intended = m_run.start() + *offset;
        if (Clock::now() < intended) co_await event::Pause(intended);
        Lane* const lane = co_await freeLane();
        if (!lane) break;
        noteSending(intended);
        begin(*lane, intended);
    }
    noteUnsent(request);
    --m_running;
    noteEnd();
}

/// The connection that was used last, so that few are open; a new one within the limit; or the
/// first that becomes free. Null if that takes until the end.
event::Task<Load::Lane*> Load::freeLane() {
    const size_t limit = m_run.share(m_run.scenario().inFlight, m_thread);
    if (m_idle.empty() && m_lanes.size() < limit) {
        Lane& lane = *m_lanes.emplace_back(std::make_unique<Lane>(newClient()));
        lane.task = serve(lane);
        lane.task.start();
        co_return &lane;
    }
    while (m_idle.empty()) {
        if (Clock::now() >= m_run.end()) co_return nullptr;
        co_await m_freed.wait(m_run.end());
        m_heldUpUntil = Clock::now();
    }
    Lane* const lane = m_idle.back();
    m_idle.pop_back();
    co_return lane;
}

/// What came late because every connection was in use is the target's doing.
void Load::noteSending(TimePoint intended) {
    if (intended < m_run.measureFrom()) return;
    if (intended < m_heldUpUntil) m_tally.addQueued();
    m_tally.recordLateness(Clock::now() - std::max(intended, m_heldUpUntil));
}

void Load::begin(Lane& lane, TimePoint intended) {
    lane.intended = intended;
    ++m_running;
    lane.due.notify();
}

event::Task<> Load::serve(Lane& lane) {
    for (;;) {
        co_await lane.due.wait(TimePoint::max());
        co_await exchange(lane.client, lane.intended);
        --m_running;
        m_idle.push_back(&lane);
        noteEnd();
        m_freed.notify();
    }
}

event::Task<bool> Load::exchange(Client& client, TimePoint intended) {
    const TimePoint sent = Clock::now();
    m_inFlight.fetch_add(1, std::memory_order_relaxed);
    const auto status = co_await client.exchange(m_mix.draw());
    m_inFlight.fetch_sub(1, std::memory_order_relaxed);
    const TimePoint now = Clock::now();
    if (intended >= m_run.measureFrom()) {
        m_tally.record(status, now - intended, now - sent);
        m_lastEnd.store(now, std::memory_order_relaxed);
    }
    co_return status.has_value();
}

void Load::noteUnsent(uint64_t next) {
    const auto step = static_cast<uint64_t>(m_run.scenario().threads);
    const uint64_t all = m_run.arrivals().count();
    if (next < all) m_tally.addUnsent((all - next + step - 1) / step);
}

void Load::noteEnd() {
    if (m_running == 0) m_finished.store(true, std::memory_order_release);
}

}  // namespace sluice::loadtest
