#include "event/watch_table.h"

#include <unistd.h>

#include <QtGlobal>
#include <cerrno>
#include <chrono>
#include <cstring>

namespace sluice::event {

namespace {

using std::chrono::ceil;
using std::chrono::milliseconds;
using std::chrono::seconds;

uint64_t pack(WatchId id) {
    return uint64_t{id.generation} << 32 | id.slot;
}

WatchId unpack(uint64_t data) {
    return {static_cast<uint32_t>(data), static_cast<uint32_t>(data >> 32)};
}

/// To the nanosecond where the kernel can (Linux 5.11), else rounded up: early would be a spin.
int waitFor(int epoll, epoll_event* events, int capacity, Duration timeout) {
    if (timeout == Duration::max()) return ::epoll_wait(epoll, events, capacity, -1);
    if (timeout <= Duration::zero()) return ::epoll_wait(epoll, events, capacity, 0);
    const auto whole = std::chrono::floor<seconds>(timeout);
    const timespec limit{whole.count(), (timeout - whole).count()};
    const int n = ::epoll_pwait2(epoll, events, capacity, &limit, nullptr);
    if (n >= 0 || errno != ENOSYS) return n;
    const auto limit_ms =
        std::min(ceil<milliseconds>(timeout), milliseconds(std::chrono::hours(1)));
    return ::epoll_wait(epoll, events, capacity, static_cast<int>(limit_ms.count()));
}

}  // namespace

WatchTable::WatchTable() : m_epoll(::epoll_create1(EPOLL_CLOEXEC)) {
    if (m_epoll < 0) qFatal("Cannot create an epoll instance: %s", std::strerror(errno));
}

WatchTable::~WatchTable() {
    ::close(m_epoll);
}

WatchId WatchTable::add(int fd, uint32_t events, WatchHandler& handler) {
    if (m_free.empty()) {
        m_free.push_back(static_cast<uint32_t>(m_slots.size()));
        m_slots.emplace_back();
    }
    const uint32_t index = m_free.back();
    Slot& slot = m_slots[index];
    const WatchId id{index, slot.generation};
    slot.fd = fd;
    slot.handler = &handler;
    if (!control(EPOLL_CTL_ADD, id, events)) {
        slot.handler = nullptr;
        return {};
    }
    m_free.pop_back();
    return id;
}

bool WatchTable::update(WatchId id, uint32_t events) {
    if (!find(id)) return false;
    if (control(EPOLL_CTL_MOD, id, events)) return true;
    return errno == ENOENT && control(EPOLL_CTL_ADD, id, events);
}

void WatchTable::suspend(WatchId id) {
    if (find(id)) control(EPOLL_CTL_DEL, id, 0);
}

void WatchTable::remove(WatchId id) {
    if (!find(id)) return;
    control(EPOLL_CTL_DEL, id, 0);  // fails, harmlessly, for a closed descriptor
    Slot& slot = m_slots[id.slot];
    slot.handler = nullptr;
    if (++slot.generation == 0) slot.generation = 1;
    m_free.push_back(id.slot);
}

void WatchTable::wait(Duration timeout) {
    m_next = 0;
    m_fetched = waitFor(m_epoll, m_events.data(), static_cast<int>(m_events.size()), timeout);
    if (m_fetched < 0) {
        if (errno != EINTR) qFatal("Cannot wait for events: %s", std::strerror(errno));
        m_fetched = 0;
    }
}

int WatchTable::dispatch() {
    int handled = 0;
    while (m_next < m_fetched) {
        const epoll_event& event = m_events[static_cast<size_t>(m_next++)];
        if (m_next < m_fetched) prefetch(m_events[static_cast<size_t>(m_next)]);
        const Slot* slot = find(unpack(event.data.u64));
        if (!slot) continue;
        ++handled;
        slot->handler->onReady(event.events);
    }
    return handled;
}

/// With thousands of sockets, the next handler's memory is far from the processor's cache: it can
/// come while this one works.
void WatchTable::prefetch(const epoll_event& event) const {
    constexpr size_t handlerBytes = 256;
    constexpr size_t line = 64;
    const auto* handler =
        reinterpret_cast<const char*>(m_slots[unpack(event.data.u64).slot].handler);
    for (size_t offset = 0; handler && offset < handlerBytes; offset += line)
        __builtin_prefetch(handler + offset);
}

const WatchTable::Slot* WatchTable::find(WatchId id) const {
    if (id.slot >= m_slots.size()) return nullptr;
    const Slot& slot = m_slots[id.slot];
    return slot.generation == id.generation && slot.handler ? &slot : nullptr;
}

bool WatchTable::control(int operation, WatchId id, uint32_t events) {
    epoll_event event{};
    event.events = events;
    event.data.u64 = pack(id);
    return ::epoll_ctl(m_epoll, operation, m_slots[id.slot].fd, &event) == 0;
}

}  // namespace sluice::event
