#include "upstream/shared_permits.h"

#include <algorithm>
#include <utility>

namespace sluice::upstream {

namespace {

/// In one word: the permits that lie at a place, and above them how often one was put there.
constexpr uint64_t onePut = (uint64_t{1} << 32) + 1;

uint32_t permitsIn(uint64_t word) {
    return static_cast<uint32_t>(word);
}

}  // namespace

/// What one worker touches with every request, apart from what the others do.
struct alignas(64) SharedPermits::Place {
    std::atomic<uint64_t> free{0};
};

SharedPermits::SharedPermits(size_t permits, size_t maxWaiting, size_t workers)
    : m_workers(workers),
      m_places(std::make_unique<Place[]>(workers)),
      m_limit(permits),
      m_maxWaiting(maxWaiting) {
    for (size_t i = 0; i < workers; ++i) {
        m_places[i].free = permits / workers + (i < permits % workers ? 1 : 0);
    }
}

SharedPermits::~SharedPermits() = default;

void SharedPermits::setLimits(size_t permits, size_t maxWaiting) {
    const std::lock_guard lock(m_mutex);
    m_maxWaiting = maxWaiting;
    const size_t before = m_limit.exchange(permits);
    if (permits < before) m_excess += before - permits;
    if (permits > before) {
        const size_t stay = std::min(m_excess, permits - before);
        m_excess -= stay;
        m_places[0].free += (permits - before - stay) * onePut;
    }
    publishDemand();
    settle(nullptr);
    if (m_excess > 0) wakeKeeper(nullptr);
}

size_t SharedPermits::free() const {
    size_t sum = 0;
    for (size_t i = 0; i < m_workers; ++i)
        sum += permitsIn(m_places[i].free.load(std::memory_order_relaxed));
    return sum;
}

void SharedPermits::put(size_t worker, Line* own) {
    m_places[worker].free.fetch_add(onePut);
    // Either this sees who came to wait, or who came saw the permit.
    if (!inDemand()) return;
    const std::lock_guard lock(m_mutex);
    settle(own);
}

bool SharedPermits::takeAt(Place& place, uint64_t& puts) {
    uint64_t word = place.free.load();
    while (permitsIn(word) > 0) {
        if (place.free.compare_exchange_weak(word, word - 1)) return true;
    }
    puts += word >> 32;
    return false;
}

/// False: there was a moment in which none was free. That takes a second look, as a permit may have
/// been put where this had looked before.
bool SharedPermits::takeAny(size_t first) {
    uint64_t before = 0;
    for (bool again = false;; again = true) {
        uint64_t puts = 0;
        for (size_t i = 0; i < m_workers; ++i) {
            const size_t at = first + i < m_workers ? first + i : first + i - m_workers;
            if (takeAt(m_places[at], puts)) return true;
        }
        if (again && puts == before) return false;
        before = puts;
    }
}

/// Under the lock, as all that follow: what is free goes where it must. `own`: the line of this
/// thread, if it has one.
void SharedPermits::settle(Line* own) {
    const size_t first = own ? own->m_worker : 0;
    while (m_excess > 0 && takeAny(first))
        --m_excess;
    for (Line* to = next(own); to && takeAny(first); to = next(own))
        give(*to, own);
    publishDemand();
}

void SharedPermits::publishDemand() {
    m_demand.store(m_waiting + m_excess);
}

/// Whose request is the next, as the line `own` sees it.
SharedPermits::Line* SharedPermits::next(Line* own) {
    Line* longest = nullptr;
    for (Line& line : m_lines) {
        if (line.m_waiting == 0) continue;
        if (!longest || line.m_since < longest->m_since) longest = &line;
    }
    if (!own || own->m_waiting == 0) return longest;
    return own->m_since - preference <= longest->m_since ? own : longest;
}

void SharedPermits::give(Line& to, const Line* own) {
    out(to);
    to.m_collectable.fetch_add(1);
    if (&to != own) to.m_wake();
}

void SharedPermits::out(Line& line) {
    --line.m_waiting;
    --m_waiting;
    line.m_since = Clock::now();  // until its owner says how long its next one waits
}

SharedPermits::Line& SharedPermits::attach(size_t worker, std::function<void()> wake) {
    const std::lock_guard lock(m_mutex);
    return m_lines.emplace_back(worker, std::move(wake));
}

void SharedPermits::detach(Line& line) {
    const std::lock_guard lock(m_mutex);
    m_waiting -= line.m_waiting;
    m_lines.remove_if([&](const Line& one) { return &one == &line; });
    publishDemand();
}

bool SharedPermits::enter(Line& own, TimePoint since) {
    const std::lock_guard lock(m_mutex);
    ++m_waiting;
    publishDemand();
    if (own.m_waiting++ == 0) own.m_since = since;
    settle(&own);
    const size_t spare = kept();
    // Who will get what somebody else only keeps does not wait for those who work.
    if (m_waiting > m_maxWaiting + spare && !own.hasCollectable()) {
        --own.m_waiting;
        --m_waiting;
        publishDemand();
        return false;
    }
    if (m_waiting > 0 && spare > 0) wakeKeeper(&own);
    return true;
}

void SharedPermits::leave(Line& own) {
    const std::lock_guard lock(m_mutex);
    if (own.m_waiting == 0) return;  // it is the permit put aside that is too many
    --own.m_waiting;
    --m_waiting;
    publishDemand();
}

void SharedPermits::update(Line& own, TimePoint since) {
    const std::lock_guard lock(m_mutex);
    own.m_since = since;
}

bool SharedPermits::letOwnGo(Line& own) {
    const std::lock_guard lock(m_mutex);
    if (m_excess > 0 || next(&own) != &own) return false;
    out(own);
    publishDemand();
    return true;
}

void SharedPermits::askForKept(const Line& own) {
    const std::lock_guard lock(m_mutex);
    if (m_waiting + m_excess > 0) wakeKeeper(&own);
}

/// The one that keeps most, but for the one that asks.
void SharedPermits::wakeKeeper(const Line* own) {
    Line* most = nullptr;
    for (Line& line : m_lines) {
        if (&line == own || line.m_kept.load() == 0) continue;
        if (!most || line.m_kept.load() > most->m_kept.load()) most = &line;
    }
    if (most) most->m_wake();
}

size_t SharedPermits::kept() const {
    size_t sum = 0;
    for (const Line& line : m_lines)
        sum += line.m_kept.load();
    return sum;
}

}  // namespace sluice::upstream
