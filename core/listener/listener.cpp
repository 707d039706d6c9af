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

namespace sluice::listener {

Q_LOGGING_CATEGORY(lcListener, "sluice.listener", QtWarningMsg)

namespace {

/// How long accepting pauses when the process is out of descriptors.
constexpr Duration acceptPause = std::chrono::milliseconds(100);

/// Clients beyond the limit that are told so; more are closed without a word.
constexpr size_t mostTurnedAway = 64;

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
    const size_t admitted = m_connections.size() - m_turnedAway;
    m_count->fetch_sub(admitted, std::memory_order_relaxed);
    m_cell.connectionsOpen.add(-static_cast<int64_t>(admitted));
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
    const size_t others = m_count->fetch_add(1, std::memory_order_relaxed);
    if (others >= m_options->maxConnections && !(m_makesRoom && closeIdle())) {
        m_count->fetch_sub(1, std::memory_order_relaxed);
        return turnAway(fd, std::move(peer));
    }
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    m_cell.connectionsAccepted.add();
    m_cell.connectionsOpen.add(1);
    open(std::make_unique<Connection>(fd, std::move(peer), m_options, m_handler, m_cell));
}

/// Those who are asked for something finish, and go then. False if there are no others.
bool Listener::closeIdle() {
    std::vector<Connection*> all;
    for (const auto& entry : m_connections)
        all.push_back(entry.first);
    for (Connection* connection : all)
        connection->drain();
    return m_leaving > 0;
}

/// Reads the client's request to answer it in the form that it wants, and so that the answer is not
/// reset away.
void Listener::turnAway(int fd, std::string peer) {
    m_cell.connectionsRefused.add();
    if (m_turnedAway >= mostTurnedAway) {
        ::close(fd);
        return;
    }
    ++m_turnedAway;
    open(std::make_unique<Connection>(fd, std::move(peer), m_options, m_handler, m_cell,
                                      Connection::Admission::turnedAway));
}

void Listener::open(std::unique_ptr<Connection> connection) {
    Connection& started = *connection;
    m_connections.emplace(&started, std::move(connection));
    started.start(&closed, this);
    if (m_draining) started.drain();
}

void Listener::closed(void* self, Connection& connection) {
    auto& listener = *static_cast<Listener*>(self);
    ++listener.m_leaving;
    // The connection's own code may be running: destroy it once that has returned.
    event::EpollDispatcher::current()->defer([&listener, &connection, alive = listener.m_alive] {
        if (!*alive) return;
        --listener.m_leaving;
        const auto found = listener.m_connections.find(&connection);
        if (found == listener.m_connections.end()) return;
        const bool admitted = connection.admission() == Connection::Admission::admitted;
        listener.m_connections.erase(found);
        if (!admitted) {
            --listener.m_turnedAway;
            return;
        }
        listener.m_count->fetch_sub(1, std::memory_order_relaxed);
        listener.m_cell.connectionsOpen.add(-1);
    });
}

}  // namespace sluice::listener
