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

    /// An attempt whose answer is to be taken: without an error of the server, or once all have
    /// ended, with one; null if there is none (yet).
    Attempt* winner() const;
    bool over() const { return m_running == 0; }
    /// The first attempt's outcome, once all have ended.
    upstream::Outcome<> outcome();

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
    event::Notification m_ended;
};

}  // namespace sluice::gateway
