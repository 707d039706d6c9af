#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "cache/redis/backoff.h"
#include "cache/redis/redis_url.h"
#include "cache/redis/session.h"
#include "event/task.h"

namespace sluice::cache::redis {

/// A connection to the server of a URL that comes back by itself, with back-off: found anew, by
/// Sentinels if there are any, signed in, known to be no replica, and tried out by a look-up before
/// anything is sent on it. Belongs to the worker that made it.
class Connection {
public:
    enum class State : uint8_t { connecting, ready, down };
    /// What happened, for people: "Redis at 127.0.0.1:6379 is connected". Called on the worker; the
    /// text has no password. The same news is not repeated.
    using Report = std::function<void(State state, const std::string& text)>;

    struct Options {
        RedisUrl url;
        Duration connectTimeout{};  ///< for finding, connecting and signing in together
        Duration answerTimeout{};   ///< for the look-up that shows that it is fast enough
        size_t mostReplyBytes = 0;
        Duration mostBackoff = std::chrono::seconds(5);
        std::vector<std::string> keys;  ///< two, that are looked up to try it out
    };

    Connection(Options options, Report report);

    /// Begins to connect.
    void start();
    /// Null unless it is ready. Changes whenever the loop runs.
    Session* session() const { return state() == State::ready ? m_session.get() : nullptr; }
    State state() const { return m_state.load(std::memory_order_relaxed); }  ///< any thread
    TimePoint readySince() const { return m_readySince; }
    const Address& address() const { return m_address; }  ///< of the server that it is ready with
    /// Gives it up, with all that is pending, until it is tried again after a back-off.
    void drop(std::string why);
    /// Called each time it has become ready, before others may use it.
    void onReady(std::function<void()> function) { m_onReady = std::move(function); }

private:
    event::Task<> run();
    event::Task<Result<>> open(TimePoint deadline);
    event::Task<Result<>> greet(TimePoint deadline);
    event::Task<Result<>> signIn(TimePoint deadline);
    event::Task<Result<>> checkRole(TimePoint deadline);
    event::Task<Result<>> lookUp(TimePoint deadline);
    event::Task<Result<>> expect(Command command, std::string_view answer, TimePoint deadline);
    void becomeReady();
    void becomeDown(std::string why);
    std::string name() const;

    const Options m_options;
    const Report m_report;
    std::function<void()> m_onReady;
    Backoff m_backoff;
    Address m_address;
    std::unique_ptr<Session> m_session;
    std::atomic<State> m_state = State::connecting;
    TimePoint m_readySince{};
    std::string m_news;
    event::Notification m_pause;
    event::Task<> m_run;
};

}  // namespace sluice::cache::redis
