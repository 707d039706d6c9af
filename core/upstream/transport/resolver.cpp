#include "upstream/transport/resolver.h"

#include <arpa/inet.h>

#include <algorithm>
#include <map>
#include <optional>

#include "base/hash.h"
#include "event/host_lookup.h"

namespace sluice::upstream {

namespace {

/// What a look-up may take while older addresses are known (RFC 8767 section 5).
constexpr Duration patience = std::chrono::seconds(1);
/// After a look-up that failed, the older addresses are used for so long before the next one.
constexpr Duration pauseAfterFailure = std::chrono::seconds(5);
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

struct Known {
    QList<QHostAddress> addresses;
    TimePoint freshUntil;
    TimePoint usableUntil;
};

std::map<std::string, Known>& memory() {
    thread_local std::map<std::string, Known> names;
    return names;
}

Addresses withPort(const QList<QHostAddress>& hosts, uint16_t port) {
    Addresses addresses;
    for (const QHostAddress& host : hosts) {
        const auto address = literal(host.toString().toStdString(), port);
        if (address && addresses.size() < maxAddresses) addresses.push_back(*address);
    }
    return addresses;
}

/// What is known of a name and not too old; null otherwise.
Known* recall(const std::string& host) {
    const auto found = memory().find(host);
    return found != memory().end() && Clock::now() < found->second.usableUntil ? &found->second
                                                                               : nullptr;
}

void remember(const std::string& host, QList<QHostAddress> addresses) {
    if (memory().size() >= maxNames && !memory().contains(host)) memory().clear();
    const TimePoint freshUntil = Clock::now() + addressesFresh;
    memory()[host] = {std::move(addresses), freshUntil, freshUntil + addressesUsable};
}

}  // namespace

uint64_t SocketAddress::hash() const {
    const uint64_t hash = hashOf({reinterpret_cast<const char*>(&storage), size});
    return std::max<uint64_t>(hash, 1);
}

event::Task<Outcome<Addresses>> resolve(const Endpoint& endpoint, TimePoint deadline) {
    const auto [host, port] = endpoint;
    if (const auto address = literal(host, port)) co_return Addresses{*address};
    if (isLocalhostName(host))
        co_return Addresses{*literal("::1", port), *literal("127.0.0.1", port)};
    Known* known = recall(host);
    if (known && Clock::now() < known->freshUntil) co_return withPort(known->addresses, port);
    if (known) deadline = std::min(deadline, Clock::now() + patience);
    const auto hosts = co_await event::lookUpHost(host, deadline);
    if (hosts) {
        remember(host, *hosts);
        co_return withPort(*hosts, port);
    }
    known = recall(host);  // others may have looked it up meanwhile, or forgotten it
    if (!known)
        co_return failed(Blame::server, Failure::Kind::resolve, hosts.error().message, true);
    known->freshUntil = std::max(known->freshUntil, Clock::now() + pauseAfterFailure);
    co_return withPort(known->addresses, port);
}

}  // namespace sluice::upstream
