#include "listener/bind.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "event/loopback.h"

namespace sluice::listener {

namespace {

constexpr int backlog = 4096;

using Addresses = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

Result<Addresses> resolve(const Endpoint& address) {
    addrinfo hints{};
    hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
    hints.ai_socktype = SOCK_STREAM;
    const char* host = isLocalhostName(address.host) ? "127.0.0.1" : address.host.c_str();
    addrinfo* found = nullptr;
    const int error = ::getaddrinfo(host, std::to_string(address.port).c_str(), &hints, &found);
    if (error != 0) {
        return failure("cannot listen on " + address.toString() + ": " + ::gai_strerror(error));
    }
    return Addresses(found, &::freeaddrinfo);
}

Result<int> bindOne(const addrinfo& info, uint16_t port, bool shared, const Endpoint& asked) {
    const int fd = ::socket(info.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const int on = 1;
    ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (shared) ::setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
    sockaddr_storage where{};
    std::memcpy(&where, info.ai_addr, info.ai_addrlen);
    if (info.ai_family == AF_INET) reinterpret_cast<sockaddr_in&>(where).sin_port = htons(port);
    if (info.ai_family == AF_INET6) reinterpret_cast<sockaddr_in6&>(where).sin6_port = htons(port);
    event::spareCongestionControl(fd, *info.ai_addr);  // those that are accepted inherit it
    if (fd >= 0 && ::bind(fd, reinterpret_cast<sockaddr*>(&where), info.ai_addrlen) == 0 &&
        (!shared || ::listen(fd, backlog) == 0)) {
        return fd;
    }
    const int error = errno;
    if (fd >= 0) ::close(fd);
    std::string message = "cannot listen on " + asked.toString() + ": " + std::strerror(error);
    if (error == EADDRINUSE) message += "; choose another port or stop what listens there";
    if (error == EACCES) message += "; ports below 1024 need root";
    return failure(message);
}

uint16_t portOf(int fd) {
    sockaddr_storage where{};
    socklen_t size = sizeof where;
    ::getsockname(fd, reinterpret_cast<sockaddr*>(&where), &size);
    return ntohs(where.ss_family == AF_INET ? reinterpret_cast<sockaddr_in&>(where).sin_port
                                            : reinterpret_cast<sockaddr_in6&>(where).sin6_port);
}

}  // namespace

Result<Bound> bindAll(const Endpoint& address, int workers) {
    const auto addresses = resolve(address);
    if (!addresses) return tl::unexpected(addresses.error());
    const addrinfo& info = **addresses;
    // SO_REUSEPORT would let a second gateway of the same user in silently: ask without it first.
    const auto probe = bindOne(info, address.port, false, address);
    if (!probe) return tl::unexpected(probe.error());
    Bound bound{address, {}};
    bound.address.port = portOf(*probe);
    ::close(*probe);
    for (int i = 0; i < workers; ++i) {
        const auto fd = bindOne(info, bound.address.port, true, address);
        if (!fd) {
            for (const int open : bound.descriptors)
                ::close(open);
            return tl::unexpected(fd.error());
        }
        bound.descriptors.push_back(*fd);
    }
    return bound;
}

}  // namespace sluice::listener
