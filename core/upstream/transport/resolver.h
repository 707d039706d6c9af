#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdint>
#include <vector>

#include "base/clock.h"
#include "base/endpoint.h"
#include "event/task.h"
#include "upstream/outcome.h"

namespace sluice::upstream {

struct SocketAddress {
    sockaddr_storage storage{};
    socklen_t size = 0;
    int family() const { return storage.ss_family; }
    const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
    /// Never 0.
    uint64_t hash() const;
};

/// So many of a name's addresses are tried at most.
constexpr size_t maxAddresses = 8;
/// For so long the addresses of a name are taken for granted.
constexpr Duration addressesFresh = std::chrono::seconds(30);
/// For so long after that they are used while the name cannot be looked up (RFC 8767).
constexpr Duration addressesUsable = std::chrono::hours(1);

/// The addresses of a server. Literal ones are answered at once, and so are names of localhost,
/// which are ::1 and 127.0.0.1 whatever a resolver says (RFC 6761 section 6.3). Other names are
/// looked up off the worker, which remembers at most 1,000 of them. A look-up that fails, or takes
/// more than a second, gives the addresses that were known before, until they are too old.
/// Gives up at `deadline`.
event::Task<Outcome<std::vector<SocketAddress>>> resolve(const Endpoint& endpoint,
                                                         TimePoint deadline);

}  // namespace sluice::upstream
