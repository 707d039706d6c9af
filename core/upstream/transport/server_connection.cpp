#include "upstream/transport/server_connection.h"

#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

#include "event/loopback.h"
#include "upstream/transport/resolver.h"

namespace sluice::upstream {

namespace {

int socketError(int fd) {
    int error = 0;
    socklen_t size = sizeof error;
    ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
    return error;
}

Outcome<int> beginConnect(const SocketAddress& address) {
    const int fd = ::socket(address.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return tl::unexpected(socketFailure(Failure::Kind::connect, errno, true));
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const auto* where = reinterpret_cast<const sockaddr*>(&address.storage);
    event::spareCongestionControl(fd, *where);
    if (::connect(fd, where, address.size) == 0 || errno == EINPROGRESS) return fd;
    const int error = errno;
    ::close(fd);
    return tl::unexpected(socketFailure(Failure::Kind::connect, error, true));
}

}  // namespace

ServerConnection::ServerConnection(int fd, std::shared_ptr<Server> server)
    : m_server(std::move(server)),
      m_socket(std::make_unique<event::Socket>(fd)),
      m_parser(http::ParserLimits{}) {}

event::Task<Outcome<std::unique_ptr<ServerConnection>>> ServerConnection::connect(
    std::shared_ptr<Server> server, Duration timeout) {
    const TimePoint deadline = event::deadlineAfter(Clock::now(), timeout);
    const auto addresses = co_await resolve(server->url().endpoint, deadline);
    if (!addresses) co_return tl::unexpected(addresses.error());
    Failure last{Blame::server, Failure::Kind::resolve, "the name has no address", true};
    for (const SocketAddress& address : *addresses) {
        const auto fd = beginConnect(address);
        if (!fd) {
            last = fd.error();
            continue;
        }
        auto connection = std::make_unique<ServerConnection>(*fd, server);
        if (co_await connection->socket().connected(deadline) == event::Wait::timedOut) {
            co_return failed(Blame::server, Failure::Kind::connectTimeout,
                             "no answer to the connection attempt", true);
        }
        const int error = socketError(*fd);
        if (error == 0) co_return connection;
        last = socketFailure(Failure::Kind::connect, error, true);
    }
    co_return tl::unexpected(last);
}

}  // namespace sluice::upstream
