#pragma once

#include <coroutine>
#include <cstddef>
#include <string>
#include <string_view>

#include "cache/redis/address.h"
#include "cache/redis/command.h"
#include "cache/redis/reply.h"
#include "event/epoll_dispatcher.h"
#include "event/notification.h"
#include "event/timer.h"

struct redisAsyncContext;

namespace sluice::cache::redis {

/// One conversation with a server, from connecting to its end: hiredis' asynchronous API on direct
/// watches of the worker's loop. Commands are sent together once per round, also before it is
/// connected; answers come in their order. Its end fails what is pending at once.
///
/// Belongs to the worker that made it. May be destroyed from what it resumes or calls.
class Session final : private event::WatchHandler {
public:
    /// Bounds: what is refused, and what ends the session.
    static constexpr size_t mostPending = 4096;
    static constexpr size_t mostUnsent = 4 * 1024 * 1024;  // bytes; the last command may exceed it

    using Handler = void (*)(void* context, const Reply& reply);

    /// Begins to connect. An answer of more than `mostReplyBytes` ends the session.
    Session(const Address& address, size_t mostReplyBytes);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    bool open() const { return m_context != nullptr; }
    /// Why it ended.
    const std::string& error() const { return m_error; }
    /// Told once, at the end, before what is pending fails.
    event::Notification& ended() { return m_ended; }
    void close(std::string why);

    class Call;
    /// `const Reply reply = co_await session.call(command, deadline);`
    Call call(const Command& command, TimePoint deadline);
    /// Sends without waiting. `handler`, if given, gets the answer or its absence, even after the
    /// session was destroyed: `context` must live as long. False if it was refused.
    bool post(const Command& command, Handler handler = nullptr, void* context = nullptr);
    /// From here on it takes no commands. `handler` gets all that comes, and at the end an absence.
    /// Nothing may be pending.
    bool subscribe(std::string_view channel, Handler handler, void* context);

private:
    struct Pending;
    struct Hooks;

    bool attach();
    bool send(const Command& command, Pending* pending);
    void onReady(uint32_t events) override;
    static void nextTurn(void* self);
    void pump();
    bool readOnce();
    size_t unsent() const;
    /// Parts with hiredis' side of it, which is left to be freed.
    redisAsyncContext* release(std::string error);

    const size_t m_mostReplyBytes;
    redisAsyncContext* m_context;
    event::WatchId m_watch;
    event::Timer m_turn;  // to write, or to go on reading, at the end of the round
    event::Notification m_ended;
    std::string m_error;
    size_t m_pending = 0;
    bool m_subscribed = false;
    bool m_wantsWrite = false;
    bool m_writable = false;
    bool m_readable = false;
    bool m_hungUp = false;
    bool* m_destroyed = nullptr;  // tells a running pump() that this is gone
};

/// Waits for the answer to one command; its destructor ends the wait, and the answer is dropped.
class Session::Call {
public:
    Call(Session& session, const Command& command, TimePoint deadline);
    ~Call();
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;

    bool await_ready() const { return false; }
    bool await_suspend(std::coroutine_handle<> handle);
    Reply await_resume() const { return m_reply; }

private:
    friend struct Pending;
    static void expired(void* self);
    void finish(const Reply& reply);

    Session& m_session;
    const Command m_command;
    const TimePoint m_deadline;
    event::Timer m_timer;
    std::coroutine_handle<> m_handle;
    Pending* m_pending = nullptr;
    Reply m_reply = Reply::Absence::refused;
};

inline Session::Call Session::call(const Command& command, TimePoint deadline) {
    return {*this, command, deadline};
}

}  // namespace sluice::cache::redis
