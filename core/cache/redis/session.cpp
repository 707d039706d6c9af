#include "cache/redis/session.h"

#include <fcntl.h>
#include <hiredis/async.h>
#include <hiredis/hiredis.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>

#include <csignal>
#include <memory>
#include <mutex>
#include <utility>

namespace sluice::cache::redis {

namespace {

constexpr int mostElements = 4096;            // of an array; hiredis would take any number
constexpr size_t readBytes = 16 * 1024;       // of one read by hiredis
constexpr size_t turnBytes = 16 * readBytes;  // before others have their turn
constexpr uint32_t watched = EPOLLIN | EPOLLOUT | EPOLLRDHUP;

redisAsyncContext* connectTo(const Address& address) {
    static std::once_flag once;
    // hiredis sends by write(), which would end the process when the server has gone.
    std::call_once(once, [] { std::signal(SIGPIPE, SIG_IGN); });
    if (!address.socketPath.empty()) return redisAsyncConnectUnix(address.socketPath.c_str());
    return redisAsyncConnect(address.endpoint.host.c_str(), address.endpoint.port);
}

}  // namespace

/// Who gets an answer; owned by hiredis until it comes, or its absence.
struct Session::Pending {
    Call* call = nullptr;
    Handler handler = nullptr;
    void* context = nullptr;

    static void arrived(redisAsyncContext* context, void* reply, void* pending);
};

void Session::Pending::arrived(redisAsyncContext* context, void* reply, void* pending) {
    const std::unique_ptr<Pending> self(static_cast<Pending*>(pending));
    if (auto* session = static_cast<Session*>(context->data)) --session->m_pending;
    const Reply view = reply ? Reply(static_cast<const redisReply*>(reply)) : Reply::Absence::lost;
    if (self->call) self->call->finish(view);
    if (self->handler) self->handler(self->context, view);
}

/// What hiredis calls. `data` is the session, and null once that has parted with it.
struct Session::Hooks {
    static Session& of(void* data) { return *static_cast<Session*>(data); }
    static void nothing(void*) {}
    static void addWrite(void* data) {
        Session& session = of(data);
        session.m_wantsWrite = true;
        if (session.m_writable) session.m_turn.arm(event::EpollDispatcher::current()->now());
    }
    static void delWrite(void* data) { of(data).m_wantsWrite = false; }
    /// The connection is at its end.
    static void cleanup(void* data) {
        Session& session = of(data);
        session.release(session.m_context->errstr ? session.m_context->errstr : "");
        session.m_ended.notify();
    }
    static void connected(const redisAsyncContext*, int) {}

    /// hiredis ends the process when a server says more than it was asked. An answer that was not
    /// made is an error to it, which ends the session alone.
    static bool expected(const redisReadTask* task) {
        const auto* session = static_cast<const Session*>(task->privdata);
        return session && (task->parent || session->m_pending > 0 || session->m_subscribed);
    }
    static const redisReplyObjectFunctions& makers() {
        static const redisReplyObjectFunctions* const functions = [] {
            static redisReader* const reader = redisReaderCreate();
            return reader->fn;
        }();
        return *functions;
    }
    static void* createString(const redisReadTask* task, char* text, size_t size) {
        return expected(task) ? makers().createString(task, text, size) : nullptr;
    }
    static void* createArray(const redisReadTask* task, int size) {
        return expected(task) && size <= mostElements ? makers().createArray(task, size) : nullptr;
    }
    static void* createInteger(const redisReadTask* task, long long value) {
        return expected(task) ? makers().createInteger(task, value) : nullptr;
    }
    static void* createNil(const redisReadTask* task) {
        return expected(task) ? makers().createNil(task) : nullptr;
    }
    static redisReplyObjectFunctions* guarded() {
        static redisReplyObjectFunctions functions{createString, createArray, createInteger,
                                                   createNil, freeReplyObject};
        return &functions;
    }
};

Session::Session(const Address& address, size_t mostReplyBytes)
    : m_mostReplyBytes(mostReplyBytes),
      m_context(connectTo(address)),
      m_turn(event::EpollDispatcher::current()->timers(), &nextTurn, this) {
    if (!m_context) {
        m_error = "out of memory";
    } else if (m_context->err || !attach()) {
        m_error = m_context->err ? m_context->errstr : "its socket cannot be watched";
        redisAsyncFree(std::exchange(m_context, nullptr));
    }
    if (!m_context) m_ended.notify();
}

bool Session::attach() {
    redisContext& inner = m_context->c;
    ::fcntl(inner.fd, F_SETFD, FD_CLOEXEC);
    if (inner.connection_type == REDIS_CONN_TCP) redisEnableKeepAlive(&inner);
    m_watch = event::EpollDispatcher::current()->addWatch(inner.fd, watched, *this);
    if (!m_watch.valid()) return false;
    inner.reader->fn = Hooks::guarded();
    inner.reader->privdata = this;
    m_context->data = this;
    m_context->ev.data = this;
    m_context->ev.addRead = m_context->ev.delRead = &Hooks::nothing;
    m_context->ev.addWrite = &Hooks::addWrite;
    m_context->ev.delWrite = &Hooks::delWrite;
    m_context->ev.cleanup = &Hooks::cleanup;
    redisAsyncSetConnectCallback(m_context, &Hooks::connected);
    return true;
}

Session::~Session() {
    if (m_destroyed) *m_destroyed = true;
    if (m_context) redisAsyncFree(release({}));
}

redisAsyncContext* Session::release(std::string error) {
    m_error = std::move(error);
    event::EpollDispatcher::current()->removeWatch(m_watch);
    m_turn.disarm();
    redisAsyncContext* context = std::exchange(m_context, nullptr);
    context->ev = {};
    context->data = nullptr;
    context->c.reader->privdata = nullptr;
    return context;
}

void Session::close(std::string why) {
    if (!m_context) return;
    redisAsyncContext* context = release(std::move(why));
    m_ended.notify();  // may destroy this
    redisAsyncFree(context);
}

bool Session::send(const Command& command, Pending* pending) {
    std::unique_ptr<Pending> owned(pending);
    if (!m_context || m_subscribed || m_pending >= mostPending || unsent() > mostUnsent)
        return false;
    if (redisAsyncCommandArgv(m_context, &Pending::arrived, pending, command.size(),
                              command.texts(), command.lengths()) != REDIS_OK)
        return false;
    owned.release();
    ++m_pending;
    return true;
}

bool Session::post(const Command& command, Handler handler, void* context) {
    return send(command, new Pending{nullptr, handler, context});
}

bool Session::subscribe(std::string_view channel, Handler handler, void* context) {
    // Called for each message, and once at the end.
    struct Subscription {
        Handler handler;
        void* context;
        static void heard(redisAsyncContext*, void* reply, void* self) {
            const auto* subscription = static_cast<Subscription*>(self);
            const Handler told = subscription->handler;
            void* whom = subscription->context;
            if (!reply) delete subscription;
            told(whom, reply ? Reply(static_cast<const redisReply*>(reply)) : Reply::Absence::lost);
        }
    };
    if (!m_context || m_pending > 0 || m_subscribed) return false;
    auto subscription = std::make_unique<Subscription>(Subscription{handler, context});
    if (redisAsyncCommand(m_context, &Subscription::heard, subscription.get(), "SUBSCRIBE %b",
                          channel.data(), channel.size()) != REDIS_OK)
        return false;
    subscription.release();
    m_subscribed = true;
    return true;
}

size_t Session::unsent() const {
    return m_context->c.obuf ? sdslen(m_context->c.obuf) : 0;
}

void Session::onReady(uint32_t events) {
    m_writable |= (events & (EPOLLOUT | EPOLLERR | EPOLLHUP)) != 0;
    m_readable |= (events & ~uint32_t{EPOLLOUT}) != 0;
    m_hungUp |= (events & (EPOLLRDHUP | EPOLLERR | EPOLLHUP)) != 0;
    pump();
}

void Session::nextTurn(void* self) {
    static_cast<Session*>(self)->pump();
}

void Session::pump() {
    bool destroyed = false;
    m_destroyed = &destroyed;
    if (m_context && m_wantsWrite && m_writable) {
        redisAsyncHandleWrite(m_context);
        if (destroyed) return;
        if (m_wantsWrite) m_writable = false;  // full: there will be an event
    }
    for (size_t bytes = 0; m_context && m_readable; bytes += readBytes) {
        if (bytes >= turnBytes) {
            m_turn.arm(event::EpollDispatcher::current()->now());
            break;
        }
        const bool more = readOnce();
        if (destroyed) return;
        m_readable = more;
    }
    m_destroyed = nullptr;
}

/// False if nothing was there to read.
bool Session::readOnce() {
    int waiting = 0;
    const bool known = ::ioctl(m_context->c.fd, FIONREAD, &waiting) == 0;
    if (known && waiting == 0 && !m_hungUp) return false;
    redisAsyncContext* const context = m_context;
    bool* const destroyed = m_destroyed;
    redisAsyncHandleRead(context);
    if (*destroyed || !m_context) return true;
    if (m_context->c.reader->len > m_mostReplyBytes) close("it sent an answer that is too large");
    return true;
}

Session::Call::Call(Session& session, const Command& command, TimePoint deadline)
    : m_session(session),
      m_command(command),
      m_deadline(deadline),
      m_timer(event::EpollDispatcher::current()->timers(), &expired, this) {}

Session::Call::~Call() {
    if (m_pending) m_pending->call = nullptr;
}

bool Session::Call::await_suspend(std::coroutine_handle<> handle) {
    m_handle = handle;
    auto* pending = new Pending{this, nullptr, nullptr};
    if (!m_session.send(m_command, pending)) return false;
    m_pending = pending;
    m_timer.arm(m_deadline);
    return true;
}

void Session::Call::expired(void* self) {
    auto& call = *static_cast<Call*>(self);
    call.m_pending->call = nullptr;
    call.finish(Reply::Absence::timedOut);
}

void Session::Call::finish(const Reply& reply) {
    m_timer.disarm();
    m_pending = nullptr;
    m_reply = reply;
    m_handle.resume();
}

}  // namespace sluice::cache::redis
