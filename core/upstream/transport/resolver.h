#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

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
};

/// The addresses of a server. Literal addresses are answered at once; names are looked up off the
/// worker (QHostInfo) and remembered for 30 s on this worker, for at most 1,000 names.
/// Gives up at `deadline`.
event::Task<Outcome<std::vector<SocketAddress>>> resolve(const Endpoint& endpoint,
                                                         TimePoint deadline);

}  // namespace sluice::upstream
