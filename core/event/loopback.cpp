#include "event/loopback.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

#include <string_view>

namespace sluice::event {

bool isLoopback(const sockaddr& address) {
    constexpr in_addr_t network = IN_LOOPBACKNET;
    if (address.sa_family == AF_INET) {
        const auto& v4 = reinterpret_cast<const sockaddr_in&>(address);
        return ntohl(v4.sin_addr.s_addr) >> IN_CLASSA_NSHIFT == network;
    }
    if (address.sa_family != AF_INET6) return false;
    const auto& v6 = reinterpret_cast<const sockaddr_in6&>(address);
    return IN6_IS_ADDR_LOOPBACK(&v6.sin6_addr);
}

void spareCongestionControl(int fd, const sockaddr& address) {
    constexpr std::string_view plainest = "reno";
    if (!isLoopback(address)) return;
    ::setsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, plainest.data(), plainest.size());
}

}  // namespace sluice::event
