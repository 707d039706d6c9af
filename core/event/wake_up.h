#pragma once

#include <atomic>

#include "event/event_fd.h"
#include "event/watch_table.h"

namespace sluice::event {

/// Ends the wait of a loop's thread. Signals that find the loop awake cost one atomic exchange:
/// only a sleeper needs the eventfd.
class WakeUp final : private WatchHandler {
public:
    explicit WakeUp(WatchTable& watches) {
        watches.add(m_eventFd.descriptor(), EPOLLIN | EPOLLET, *this);
    }

    /// Any thread. The loop does not block until it has passed endWait() once more.
    void signal() {
        if (m_state.exchange(State::signalled) == State::waiting) m_eventFd.signal();
    }
    /// Before blocking; false: do not block, there was a signal.
    bool beginWait() {
        State expected = State::awake;
        return m_state.compare_exchange_strong(expected, State::waiting);
    }
    /// After polling or blocking; whether there was a signal.
    bool endWait() { return m_state.exchange(State::awake) == State::signalled; }

private:
    enum class State { awake, waiting, signalled };

    void onReady(uint32_t) override {}

    EventFd m_eventFd;
    std::atomic<State> m_state = State::awake;
};

}  // namespace sluice::event
