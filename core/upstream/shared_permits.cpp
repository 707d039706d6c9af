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
    std::atomic<size_t> collectable{0};
    std::atomic<size_t> kept{0};
};

struct SharedPermits::Line {
    size_t waiting = 0;
    TimePoint since = TimePoint::max();
    std::function<void()> wake;
};

SharedPermits::SharedPermits(size_t permits, size_t maxWaiting, size_t workers)
    : m_workers(std::max<size_t>(1, workers)),
      m_places(std::make_unique<Place[]>(m_workers)),
      m_lines(m_workers),
      m_limit(permits),
      m_maxWaiting(maxWaiting) {
    for (size_t i = 0; i < m_workers; ++i) {
        m_places[i].free = permits / m_workers + (i < permits % m_workers ? 1 : 0);
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
    settle(m_workers);
    if (m_excess > 0) wakeKeeper(m_workers);
}

void SharedPermits::put(size_t worker) {
    m_places[worker].free.fetch_add(onePut);
    // Either this sees who came to wait, or who came saw the permit.
    if (!inDemand()) return;
    const std::lock_guard lock(m_mutex);
    settle(worker);
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
    if (first >= m_workers) first = 0;
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

/// Under the lock, as all that follow: what is free goes where it must. `worker`: whose thread this
/// is; m_workers for none of them.
void SharedPermits::settle(size_t worker) {
    while (m_excess > 0 && takeAny(worker))
        --m_excess;
    for (size_t to = next(worker); to != nobody && takeAny(worker); to = next(worker))
        give(to, worker);
    publishDemand();
}

void SharedPermits::publishDemand() {
    m_demand.store(m_waiting + m_excess);
}

/// Whose request is the next, as the worker sees it.
size_t SharedPermits::next(size_t worker) const {
    if (m_waiting == 0) return nobody;
    size_t longest = nobody;
    for (size_t i = 0; i < m_workers; ++i) {
        if (m_lines[i].waiting == 0) continue;
        if (longest == nobody || m_lines[i].since < m_lines[longest].since) longest = i;
    }
    if (worker >= m_workers || m_lines[worker].waiting == 0) return longest;
    return m_lines[worker].since - preference <= m_lines[longest].since ? worker : longest;
}

void SharedPermits::give(size_t to, size_t from) {
    Line& line = m_lines[to];
    --line.waiting;
    --m_waiting;
    line.since = Clock::now();  // until that worker says how long its next one waits
    m_places[to].collectable.fetch_add(1);
    if (to != from && line.wake) line.wake();
}

void SharedPermits::attach(size_t worker, std::function<void()> wake) {
    const std::lock_guard lock(m_mutex);
    m_lines[worker].wake = std::move(wake);
}

void SharedPermits::detach(size_t worker) {
    const std::lock_guard lock(m_mutex);
    m_lines[worker].wake = nullptr;
}

bool SharedPermits::enter(size_t worker, TimePoint since) {
    const std::lock_guard lock(m_mutex);
    size_t kept = 0;
    for (size_t i = 0; i < m_workers; ++i)
        kept += m_places[i].kept.load();
    Line& line = m_lines[worker];
    ++m_waiting;
    publishDemand();
    if (line.waiting++ == 0) line.since = since;
    settle(worker);
    // Who will get what another worker only keeps does not wait for those who work.
    if (m_waiting > m_maxWaiting + kept && !hasCollectable(worker)) {
        --line.waiting;
        --m_waiting;
        publishDemand();
        return false;
    }
    if (m_waiting > 0 && kept > 0) wakeKeeper(worker);
    return true;
}

void SharedPermits::leave(size_t worker) {
    const std::lock_guard lock(m_mutex);
    Line& line = m_lines[worker];
    if (line.waiting == 0) return;  // it is the permit put aside that is too many
    --line.waiting;
    --m_waiting;
    publishDemand();
}

bool SharedPermits::collect(size_t worker) {
    std::atomic<size_t>& collectable = m_places[worker].collectable;
    if (collectable.load() == 0) return false;
    collectable.fetch_sub(1);
    return true;
}

bool SharedPermits::hasCollectable(size_t worker) const {
    return m_places[worker].collectable.load() > 0;
}

void SharedPermits::update(size_t worker, TimePoint since) {
    const std::lock_guard lock(m_mutex);
    m_lines[worker].since = since;
}

bool SharedPermits::letOwnGo(size_t worker) {
    const std::lock_guard lock(m_mutex);
    if (m_excess > 0 || next(worker) != worker) return false;
    Line& line = m_lines[worker];
    --line.waiting;
    --m_waiting;
    line.since = Clock::now();
    publishDemand();
    return true;
}

void SharedPermits::keeps(size_t worker, size_t count) {
    m_places[worker].kept.store(count);
}

void SharedPermits::askForKept(size_t worker) {
    const std::lock_guard lock(m_mutex);
    if (m_waiting + m_excess > 0) wakeKeeper(worker);
}

/// The one that keeps most, but for the one that asks.
void SharedPermits::wakeKeeper(size_t worker) {
    size_t most = worker;
    for (size_t i = 0; i < m_workers; ++i) {
        const size_t kept = m_places[i].kept.load();
        if (i == worker || kept == 0) continue;
        if (most == worker || kept > m_places[most].kept.load()) most = i;
    }
    if (most != worker && m_lines[most].wake) m_lines[most].wake();
}

}  // namespace sluice::upstream
