#include "upstream/transport/resolver.h"

#include <arpa/inet.h>

#include <map>
#include <optional>

#include "event/host_lookup.h"

namespace sluice::upstream {

namespace {

constexpr Duration remembered = std::chrono::seconds(30);
constexpr size_t maxNames = 1000;

using Addresses = std::vector<SocketAddress>;

std::optional<SocketAddress> literal(const std::string& host, uint16_t port) {
    SocketAddress address;
    auto& v4 = reinterpret_cast<sockaddr_in&>(address.storage);
    if (::inet_pton(AF_INET, host.c_str(), &v4.sin_addr) == 1) {
        v4.sin_family = AF_INET;
        v4.sin_port = htons(port);
        address.size = sizeof v4;
        return address;
    }
    auto& v6 = reinterpret_cast<sockaddr_in6&>(address.storage);
    if (::inet_pton(AF_INET6, host.c_str(), &v6.sin6_addr) == 1) {
        v6.sin6_family = AF_INET6;
        v6.sin6_port = htons(port);
        address.size = sizeof v6;
        return address;
    }
    return std::nullopt;
}

struct Remembered {
    QList<QHostAddress> addresses;
    TimePoint until;
};

std::map<std::string, Remembered>& memory() {
    thread_local std::map<std::string, Remembered> names;
    return names;
}

Addresses withPort(const QList<QHostAddress>& hosts, uint16_t port) {
    Addresses addresses;
    for (const QHostAddress& host : hosts) {
        if (const auto address = literal(host.toString().toStdString(), port)) {
            addresses.push_back(*address);
        }
    }
    return addresses;
}

}  // namespace

event::Task<Outcome<Addresses>> resolve(const Endpoint& endpoint, TimePoint deadline) {
    if (const auto address = literal(endpoint.host, endpoint.port)) {
        co_return Addresses{*address};
    }
    const auto known = memory().find(endpoint.host);
    if (known != memory().end() && known->second.until > Clock::now()) {
        co_return withPort(known->second.addresses, endpoint.port);
    }
    const auto hosts = co_await event::lookUpHost(endpoint.host, deadline);
    if (!hosts)
        co_return failed(Blame::server, Failure::Kind::resolve, hosts.error().message, true);
    if (memory().size() >= maxNames) memory().clear();
    memory()[endpoint.host] = {*hosts, Clock::now() + remembered};
    co_return withPort(*hosts, endpoint.port);
}

}  // namespace sluice::upstream
