#include "event/socket.h"

#include <linux/sockios.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace sluice::event {

namespace {

/// What one socket may receive before the others get their turn.
constexpr size_t turnBytes = 256 * 1024;

}  // namespace

TimerQueue& Socket::Side::queue() {
    return EpollDispatcher::current()->timers();
}

Socket::Socket(int fd)
    : m_fd(fd),
      m_read(*this, &readExpired),
      m_write(*this, &writeExpired),
      m_nextTurn(Side::queue(), &nextTurn, this) {
    m_watch = EpollDispatcher::current()->addWatch(fd, EPOLLIN | EPOLLOUT | EPOLLRDHUP, *this);
}

Socket::~Socket() {
    if (m_destroyed) *m_destroyed = true;
    if (m_watch.valid()) EpollDispatcher::current()->removeWatch(m_watch);
    ::close(m_fd);
}

bool Socket::quiet() {
    if (m_peerClosed) return false;
    if (!mayReceive()) return true;
    char byte = 0;
    const bool nothing = ::recv(m_fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 &&
                         (errno == EAGAIN || errno == EWOULDBLOCK);
    if (nothing) m_read.ready = false;
    return nothing;
}

void Socket::onPeerClosed(PeerClosed callback, void* context) {
    m_onPeerClosed = callback;
    m_context = context;
    m_toBeQuiet = false;
}

void Socket::onDisturbed(PeerClosed callback, void* context) {
    onPeerClosed(callback, context);
    m_toBeQuiet = true;
}

namespace {

ssize_t sendParts(int fd, std::span<const iovec> parts) {
    constexpr int flags = MSG_NOSIGNAL | MSG_DONTWAIT;
    // The system takes one part with less ado.
    if (parts.size() == 1) return ::send(fd, parts[0].iov_base, parts[0].iov_len, flags);
    msghdr message{};
    message.msg_iov = const_cast<iovec*>(parts.data());
    message.msg_iovlen = parts.size();
    return ::sendmsg(fd, &message, flags);
}

}  // namespace

Io Socket::receive(std::span<char> into) {
    if (!m_read.ready) return {Io::Status::wouldBlock};
    const ssize_t n = ::recv(m_fd, into.data(), into.size(), MSG_DONTWAIT);
    if (n > 0) {
        // A short read has emptied the buffer: the next bytes come with an edge of their own
        // (epoll(7)). An end of stream that was announced already does not.
        const bool emptied = static_cast<size_t>(n) < into.size() && !m_peerClosed;
        if (emptied) m_read.ready = false;
        m_turnBytes = emptied ? 0 : m_turnBytes + static_cast<size_t>(n);
        if (m_turnBytes >= turnBytes) endTurn();
        return {Io::Status::done, static_cast<size_t>(n)};
    }
    if (n == 0) {
        m_peerClosed = true;
        return {Io::Status::closed};
    }
    if (errno == EAGAIN || errno == EWOULDBLOCK) {
        m_read.ready = false;
        return {Io::Status::wouldBlock};
    }
    return failed();
}

Io Socket::receive(Buffer& into) {
    if (!m_read.ready) return {Io::Status::wouldBlock};
    const Io io = receive(into.prepare());
    if (io.status == Io::Status::done) {
        into.commit(io.bytes);
    } else if (into.empty()) {
        into.release();
    }
    return io;
}

Io Socket::send(std::span<const iovec> parts) {
    if (!m_write.ready) return {Io::Status::wouldBlock};
    const ssize_t n = sendParts(m_fd, parts);
    if (n >= 0) return {Io::Status::done, static_cast<size_t>(n)};
    if (errno == EAGAIN || errno == EWOULDBLOCK) {
        m_write.ready = false;
        return {Io::Status::wouldBlock};
    }
    return failed();
}

Io Socket::send(std::string_view text) {
    const iovec part{const_cast<char*>(text.data()), text.size()};
    return send(std::span(&part, 1));
}

size_t Socket::unacknowledged() const {
    int bytes = 0;
    return ::ioctl(m_fd, SIOCOUTQ, &bytes) == 0 ? static_cast<size_t>(bytes) : 0;
}

void Socket::shutdownSend() {
    ::shutdown(m_fd, SHUT_WR);
}

void Socket::interruptRead() {
    wake(m_read, Wait::interrupted);
}

Socket::ReadWait Socket::readable(TimePoint deadline) {
    return ReadWait(m_read, deadline);
}

Socket::WriteWait Socket::writable(TimePoint deadline) {
    return WriteWait(m_write, deadline);
}

Socket::WriteWait Socket::connected(TimePoint deadline) {
    m_read.ready = m_write.ready = false;
    return writable(deadline);
}

void Socket::onReady(uint32_t events) {
    constexpr uint32_t broken = EPOLLHUP | EPOLLERR;
    constexpr uint32_t closed = EPOLLRDHUP | broken;
    bool destroyed = false;
    bool* const outer = std::exchange(m_destroyed, &destroyed);
    const bool brokenNow = (events & broken) != 0 && !m_broken;
    const bool closedNow = brokenNow || ((events & closed) != 0 && !m_peerClosed);
    if (closedNow) m_peerClosed = true;
    if (brokenNow) m_broken = true;
    if (events & (EPOLLIN | closed)) m_read.ready = true;
    if (events & (EPOLLOUT | broken)) m_write.ready = true;

    if (m_read.ready) wake(m_read, Wait::ready);
    if (!destroyed && m_write.ready) wake(m_write, Wait::ready);
    // A reader that was woken may have taken the last bytes, and wait for something else by now.
    const bool reading = !destroyed && m_read.waiting;
    if (!destroyed && !reading && m_onPeerClosed) {
        const bool disturbed = m_toBeQuiet && (events & EPOLLIN) != 0 && !quiet();
        if (closedNow || disturbed) m_onPeerClosed(m_context);
    }
    if (!destroyed) {
        m_destroyed = outer;
    } else if (outer) {
        *outer = true;
    }
}

/// A peer that sends as fast as it is read would keep the loop from everybody else.
void Socket::endTurn() {
    m_turnBytes = 0;
    m_read.ready = false;
    m_nextTurn.arm(EpollDispatcher::current()->now());
}

void Socket::nextTurn(void* self) {
    Side& side = static_cast<Socket*>(self)->m_read;
    side.ready = true;
    wake(side, Wait::ready);
}

void Socket::readExpired(void* self) {
    wake(static_cast<Socket*>(self)->m_read, Wait::timedOut);
}

void Socket::writeExpired(void* self) {
    wake(static_cast<Socket*>(self)->m_write, Wait::timedOut);
}

void Socket::wake(Side& side, Wait result) {
    if (!side.waiting) return;
    side.result = result;
    std::exchange(side.waiting, {}).resume();
}

Io Socket::failed() {
    m_peerClosed = true;
    return {Io::Status::failed, 0, errno};
}

void Socket::ReadWait::await_suspend(std::coroutine_handle<> handle) {
    m_suspended = true;
    m_side.waiting = handle;
    m_side.timer.arm(m_deadline);
}

Wait Socket::ReadWait::await_resume() {
    if (!std::exchange(m_suspended, false)) return Wait::ready;
    m_side.timer.disarm();
    return m_side.result;
}

Socket::ReadWait::~ReadWait() {
    if (!m_suspended) return;
    m_side.waiting = {};
    m_side.timer.disarm();
}

}  // namespace sluice::event
