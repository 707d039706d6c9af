#pragma once

#include <array>
#include <optional>

#include "event/notification.h"
#include "event/task.h"
#include "gateway/attempt.h"

namespace sluice::gateway {

/// Attempts that run side by side: the first one, and perhaps a second on another server. The
/// attempts outlive the race; destroying the race cancels what still runs.
class Race {
public:
    void add(Attempt& attempt, event::Task<upstream::Outcome<>> run);
    /// `co_await race.progress(deadline)`: whether one more attempt has ended before the deadline.
    event::Notification::Wait progress(TimePoint deadline) { return m_ended.wait(deadline); }

    /// Whether there is an answer without an error of the server, or nothing left to wait for.
    bool decided() const;
    bool over() const { return m_running == 0; }
    /// Until when an answer with an error of the server waits for a better one; without one, for
    /// ever.
    TimePoint patience() const { return m_patience; }
    /// Whose answer is to be taken: the one without an error, else one with; null if there is none.
    Attempt* answered() const;
    /// The first attempt's outcome, once all have ended.
    upstream::Outcome<> outcome();
    /// Takes what still runs for too slow.
    upstream::Outcome<> giveUp();

private:
    struct Lane {
        Race* race = nullptr;
        Attempt* attempt = nullptr;
        event::Task<upstream::Outcome<>> task;
        std::optional<upstream::Outcome<>> outcome;
    };
    static void ended(void* lane);

    std::array<Lane, 2> m_lanes;
    size_t m_count = 0;
    size_t m_running = 0;
    TimePoint m_patience = TimePoint::max();
    event::Notification m_ended;
};

}  // namespace sluice::gateway
