#pragma once

#include <sys/uio.h>

#include <coroutine>
#include <cstdint>
#include <span>
#include <string>

#include "base/clock.h"
#include "event/buffer.h"
#include "event/epoll_dispatcher.h"
#include "event/timer.h"

namespace sluice::event {

/// What a wait for a socket ended with.
enum class Wait : uint8_t {
    ready,        ///< try again; also when the peer is gone: the next call will tell
    timedOut,     ///< the deadline came first
    interrupted,  ///< interruptRead() was called
};

/// What one try to receive or send did.
struct Io {
    enum class Status : uint8_t { done, wouldBlock, closed, failed };
    Status status = Status::done;
    size_t bytes = 0;
    int error = 0;  ///< errno, with `failed`
};

/// A connected (or connecting) non-blocking stream socket of one worker, watched edge-triggered for
/// as long as it lives, so that waiting costs no system call. One reader and one writer may wait.
/// Belongs to the thread that made it, which must run an EpollDispatcher. TlsSocket speaks TLS on
/// it.
class Socket : private WatchHandler {
public:
    using PeerClosed = void (*)(void* context);

    /// Takes `fd` over. It must be non-blocking.
    explicit Socket(int fd);
    virtual ~Socket();
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;

    int descriptor() const { return m_fd; }
    /// True once the peer has closed its side or the connection has failed.
    bool peerClosed() const { return m_peerClosed; }
    /// True once an event has told that nothing can be sent either: the peer is gone, not only done
    /// with sending.
    bool broken() const { return m_broken; }
    /// True while the connection stands and nothing is there to read: asks the system only if an
    /// event says that there may be.
    virtual bool quiet();
    /// Called from the event loop when the peer has closed and nobody waits to read: unread bytes
    /// may be left. Called again when the connection breaks after that.
    void onPeerClosed(PeerClosed callback, void* context);
    /// As onPeerClosed(), on a connection where nothing is due and nobody reads: called as well
    /// when it is not quiet() any more, as when TLS has ended and the connection has not.
    void onDisturbed(PeerClosed callback, void* context);

    /// Gives way to the worker's other sockets now and then: `wouldBlock`, with readable() soon.
    virtual Io receive(std::span<char> into);
    /// Into a buffer, which is given memory only if there may be something to receive.
    virtual Io receive(Buffer& into);
    /// After `wouldBlock` the same bytes are sent again, or more.
    virtual Io send(std::span<const iovec> parts);
    Io send(std::string_view text);
    /// Of what was sent, the bytes that the peer's system has not taken yet.
    size_t unacknowledged() const;
    /// Half-closes: the peer reads an end of stream.
    virtual void shutdownSend();

    /// Ends the wait of the reader, if there is one, with Wait::interrupted.
    void interruptRead();

    class ReadWait;
    class WriteWait;
    /// `co_await socket.readable(deadline)`: until there may be something to receive.
    ReadWait readable(TimePoint deadline);
    WriteWait writable(TimePoint deadline);
    /// After a connect() that is in progress: until it has succeeded or failed (SO_ERROR tells).
    WriteWait connected(TimePoint deadline);

protected:
    /// Whether receive() would ask the system.
    bool mayReceive() const { return m_read.ready || m_nextTurn.armed(); }

private:
    struct Side {
        Side(Socket& socket, Timer::Callback expired) : timer(queue(), expired, &socket) {}
        static TimerQueue& queue();

        std::coroutine_handle<> waiting;
        bool ready = true;
        Wait result = Wait::ready;
        Timer timer;
    };

    void onReady(uint32_t events) override;
    void endTurn();
    static void nextTurn(void* self);
    static void readExpired(void* self);
    static void writeExpired(void* self);
    static void wake(Side& side, Wait result);
    Io failed();

    int m_fd;
    bool m_peerClosed = false;
    bool m_broken = false;
    bool* m_destroyed = nullptr;  // tells a running onReady() that this is gone
    WatchId m_watch;
    Side m_read;
    Side m_write;
    size_t m_turnBytes = 0;  // received without a pause
    Timer m_nextTurn;
    PeerClosed m_onPeerClosed = nullptr;
    bool m_toBeQuiet = false;
    void* m_context = nullptr;
};

/// Waits on one side of a socket; its destructor ends the wait.
class Socket::ReadWait {
public:
    bool await_ready() const { return m_side.ready; }
    void await_suspend(std::coroutine_handle<> handle);
    Wait await_resume();
    ~ReadWait();

protected:
    friend class Socket;
    ReadWait(Side& side, TimePoint deadline) : m_side(side), m_deadline(deadline) {}

private:
    Side& m_side;
    TimePoint m_deadline;
    bool m_suspended = false;
};

class Socket::WriteWait : public ReadWait {
    friend class Socket;
    using ReadWait::ReadWait;
};

/// `now` plus `limit`; never, for a limit of zero.
inline TimePoint deadlineAfter(TimePoint now, Duration limit) {
    return limit == Duration::zero() ? TimePoint::max() : now + limit;
}

}  // namespace sluice::event
