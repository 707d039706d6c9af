#include "listener/listener.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <QLoggingCategory>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "http/problem.h"
#include "http/serializer.h"

namespace sluice::listener {

Q_LOGGING_CATEGORY(lcListener, "sluice.listener", QtWarningMsg)

namespace {

/// How long accepting pauses when the process is out of descriptors.
constexpr Duration acceptPause = std::chrono::milliseconds(100);

const std::string& overLimit() {
    static const std::string answer = [] {
        http::ResponseHead head;
        const std::string body =
            http::describe({.status = 503,
                            .type = "too-many-connections",
                            .title = "Too many connections",
                            .detail = "listen.max_connections is reached; raise it or try again",
                            .retryAfter_s = 1},
                           false, head);
        http::setFramingFields(head.fields, head.framing);
        head.fields.add("Connection", "close");
        std::string text;
        http::appendResponseHead(text, head);
        return text + body;
    }();
    return answer;
}

std::string addressOf(const sockaddr_storage& peer) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    const void* address =
        peer.ss_family == AF_INET
            ? static_cast<const void*>(&reinterpret_cast<const sockaddr_in&>(peer).sin_addr)
            : &reinterpret_cast<const sockaddr_in6&>(peer).sin6_addr;
    if (!::inet_ntop(peer.ss_family, address, text.data(), text.size())) return "unknown";
    return text.data();
}

}  // namespace

Listener::Listener(std::shared_ptr<const Options> options, RequestHandler& handler,
                   metrics::WorkerCell& cell, std::shared_ptr<ConnectionCount> count)
    : m_options(std::move(options)),
      m_handler(handler),
      m_cell(cell),
      m_count(std::move(count)),
      m_retry(event::EpollDispatcher::current()->timers(), &retryAccept, this) {}

Listener::~Listener() {
    stopListening();
    *m_alive = false;
    m_count->fetch_sub(m_connections.size(), std::memory_order_relaxed);
    m_cell.connectionsOpen.add(-static_cast<int64_t>(m_connections.size()));
}

void Listener::listen(int fd) {
    if (m_fd >= 0) onReady(EPOLLIN);
    stopListening();
    m_fd = fd;
    m_watch = event::EpollDispatcher::current()->addWatch(fd, EPOLLIN, *this);
}

void Listener::stopListening() {
    if (m_fd < 0) return;
    if (m_watch.valid()) event::EpollDispatcher::current()->removeWatch(m_watch);
    ::close(std::exchange(m_fd, -1));
}

void Listener::drain() {
    if (m_fd >= 0) onReady(EPOLLIN);
    stopListening();
    m_draining = true;
    std::vector<Connection*> all;
    for (const auto& entry : m_connections)
        all.push_back(entry.first);
    for (Connection* connection : all)
        connection->drain();
}

void Listener::onReady(uint32_t) {
    while (m_fd >= 0) {
        sockaddr_storage peer{};
        socklen_t size = sizeof peer;
        const int fd = ::accept4(m_fd, reinterpret_cast<sockaddr*>(&peer), &size,
                                 SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd >= 0) {
            adopt(fd, addressOf(peer));
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            return;
        } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
            qCWarning(lcListener, "cannot accept a client: %s", std::strerror(errno));
            m_retry.arm(Clock::now() + acceptPause);
            return;
        }  // anything else concerns only the connection that failed: accept the next one
    }
}

void Listener::retryAccept(void* self) {
    static_cast<Listener*>(self)->onReady(EPOLLIN);
}

void Listener::adopt(int fd, std::string peer) {
    if (m_count->fetch_add(1, std::memory_order_relaxed) >= m_options->maxConnections) {
        m_count->fetch_sub(1, std::memory_order_relaxed);
        refuse(fd);
        return;
    }
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    m_cell.connectionsAccepted.add();
    m_cell.connectionsOpen.add(1);
    auto connection =
        std::make_unique<Connection>(fd, std::move(peer), m_options, m_handler, m_cell);
    Connection& started = *connection;
    m_connections.emplace(&started, std::move(connection));
    started.start(&closed, this);
    if (m_draining) started.drain();
}

void Listener::refuse(int fd) {
    m_cell.connectionsRefused.add();
    // What the client has sent is read first: closing over unread bytes would reset the answer
    // away.
    std::array<char, 4096> discarded{};
    (void)::recv(fd, discarded.data(), discarded.size(), MSG_DONTWAIT);
    (void)::send(fd, overLimit().data(), overLimit().size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    ::close(fd);
}

void Listener::closed(void* self, Connection& connection) {
    auto& listener = *static_cast<Listener*>(self);
    // The connection's own code may be running: destroy it once that has returned.
    event::EpollDispatcher::current()->defer([&listener, &connection, alive = listener.m_alive] {
        if (!*alive || listener.m_connections.erase(&connection) == 0) return;
        listener.m_count->fetch_sub(1, std::memory_order_relaxed);
        listener.m_cell.connectionsOpen.add(-1);
    });
}

}  // namespace sluice::listener
