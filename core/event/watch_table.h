#pragma once

#include <sys/epoll.h>

#include <array>
#include <vector>

#include "base/clock.h"
#include "event/watch.h"

namespace sluice::event {

/// The descriptors that one dispatcher watches, and the events fetched for them. Every event
/// carries its slot and the slot's generation: removing a watch moves the generation on, so that
/// what was fetched for it already reaches nobody. Not thread-safe.
class WatchTable {
public:
    WatchTable();
    ~WatchTable();
    WatchTable(const WatchTable&) = delete;
    WatchTable& operator=(const WatchTable&) = delete;

    /// `events` as epoll_ctl(2) takes them. An invalid id, and errno, if the kernel refuses.
    WatchId add(int fd, uint32_t events, WatchHandler& handler);
    /// Changes the events of a watch; registers the descriptor anew if the kernel has forgotten it,
    /// as it does when a descriptor is closed. False, and errno, if the kernel refuses.
    bool update(WatchId id, uint32_t events);
    /// Has the kernel forget the descriptor until the next update().
    void suspend(WatchId id);
    void remove(WatchId id);

    /// Waits for events: not at all with zero, for ever with Duration::max().
    void wait(Duration timeout);
    /// Whether events are fetched and not dispatched yet: those that the handler of an outer event
    /// loop has left to a nested one.
    bool pending() const { return m_next < m_fetched; }
    /// Calls the handlers of what was fetched; the number of them.
    int dispatch();

private:
    struct Slot {
        WatchHandler* handler = nullptr;
        int fd = -1;
        uint32_t generation = 1;
    };

    void prefetch(const epoll_event& event) const;
    const Slot* find(WatchId id) const;
    bool control(int operation, WatchId id, uint32_t events);

    int m_epoll;
    std::vector<Slot> m_slots;
    std::vector<uint32_t> m_free;
    std::array<epoll_event, 256> m_events;
    int m_fetched = 0;
    int m_next = 0;
};

}  // namespace sluice::event
