#include "upstream/transport/server_connection.h"

#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
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
    event::spareCongestionControl(fd, *address.get());
    if (::connect(fd, address.get(), address.size) == 0 || errno == EINPROGRESS) return fd;
    const int error = errno;
    ::close(fd);
    return tl::unexpected(socketFailure(Failure::Kind::connect, error, true));
}

/// The address that answered before comes first.
void order(std::vector<SocketAddress>& addresses, uint64_t answering) {
    if (answering == 0 || addresses.size() < 2) return;
    std::stable_partition(addresses.begin(), addresses.end(),
                          [&](const SocketAddress& one) { return one.hash() == answering; });
}

TimePoint limitOf(Duration perAddress, TimePoint deadline, size_t addressesLeft) {
    const TimePoint now = Clock::now();
    const TimePoint limit = event::deadlineAfter(now, perAddress);
    if (deadline == TimePoint::max()) return limit;
    return std::min(limit, now + (deadline - now) / static_cast<int>(addressesLeft));
}

/// Agrees on TLS; nothing if that worked.
event::Task<std::optional<Failure>> agree(event::TlsSocket& socket, const Endpoint& peer,
                                          TimePoint deadline) {
    using Status = event::TlsSocket::Handshake::Status;
    const auto done = co_await socket.handshake(peer, deadline);
    switch (done.status) {
        case Status::done:
            co_return std::nullopt;
        case Status::timedOut:
            co_return Failure{Blame::server, Failure::Kind::connectTimeout, asClause(done.detail),
                              true};
        case Status::untrusted:
            co_return Failure{Blame::server, Failure::Kind::tls, asClause(done.detail), true};
        case Status::failed:
            break;
    }
    co_return Failure{Blame::server, Failure::Kind::connect, asClause(done.detail), true};
}

}  // namespace

ServerConnection::ServerConnection(std::unique_ptr<event::Socket> socket,
                                   std::shared_ptr<Server> server)
    : m_server(std::move(server)), m_socket(std::move(socket)), m_parser(http::ParserLimits{}) {}

ServerConnection::Connecting ServerConnection::connect(std::shared_ptr<Server> server,
                                                       Duration perAddress, TimePoint deadline,
                                                       Trust trust) {
    auto addresses = co_await resolve(server->url().endpoint, limitOf(perAddress, deadline, 1));
    if (!addresses) co_return tl::unexpected(addresses.error());
    order(*addresses, server->answeringAddress());
    Failure last{Blame::server, Failure::Kind::resolve, "the name has no address", true};
    for (size_t i = 0; i < addresses->size(); ++i) {
        const SocketAddress& address = (*addresses)[i];
        const TimePoint limit = limitOf(perAddress, deadline, addresses->size() - i);
        auto connection = co_await connectTo(address, server, limit, trust);
        if (connection) {
            server->setAnsweringAddress(address.hash());
            co_return std::move(*connection);
        }
        last = std::move(connection.error());
        if (last.kind == Failure::Kind::tls) break;  // the server was there
    }
    co_return tl::unexpected(std::move(last));
}

ServerConnection::Connecting ServerConnection::connectTo(const SocketAddress& address,
                                                         const std::shared_ptr<Server>& server,
                                                         TimePoint deadline, const Trust& trust) {
    const auto fd = beginConnect(address);
    if (!fd) co_return tl::unexpected(fd.error());
    const bool secured = trust && server->url().tls;
    std::unique_ptr<event::Socket> socket;
    if (secured) {
        socket = std::make_unique<event::TlsSocket>(*fd, trust);
    } else {
        socket = std::make_unique<event::Socket>(*fd);
    }
    if (co_await socket->connected(deadline) == event::Wait::timedOut) {
        co_return failed(Blame::server, Failure::Kind::connectTimeout,
                         "no answer to the connection attempt (timeouts.connect)", true);
    }
    if (const int error = socketError(*fd); error != 0) {
        co_return tl::unexpected(socketFailure(Failure::Kind::connect, error, true));
    }
    if (secured) {
        auto& tlsSocket = static_cast<event::TlsSocket&>(*socket);
        auto failure = co_await agree(tlsSocket, server->url().endpoint, deadline);
        if (failure) co_return tl::unexpected(std::move(*failure));
    }
    co_return std::make_unique<ServerConnection>(std::move(socket), server);
}

}  // namespace sluice::upstream
