#include "upstream/transport/factory.h"

#include <algorithm>

#include "upstream/transport/access_manager_transport.h"
#include "upstream/transport/direct_transport.h"
#include "upstream/transport/system_proxies.h"

namespace sluice::upstream {

size_t shareOf(size_t limit, int worker, int workers) {
    if (limit == 0) return 0;
    const auto count = static_cast<size_t>(workers);
    const size_t extra = static_cast<size_t>(worker) < limit % count ? 1 : 0;
    return std::max<size_t>(1, limit / count + extra);
}

TransportKind effectiveTransport(const PoolOptions& options) {
    if (options.transport != TransportKind::automatic) return options.transport;
    const auto needsQt = [&](const ServerOptions& server) {
        return server.url.tls && (options.http2 || SystemProxies::applyTo(server.url));
    };
    return std::any_of(options.servers.begin(), options.servers.end(), needsQt)
               ? TransportKind::qt
               : TransportKind::direct;
}

std::unique_ptr<Transport> makeTransport(const PoolOptions& options, int worker, int workers,
                                         PoolCell& cell) {
    const ConnectionPool::Limits limits{shareOf(options.maxConnections, worker, workers),
                                        shareOf(options.keepAlive, worker, workers),
                                        shareOf(options.maxWaiting, worker, workers)};
    if (effectiveTransport(options) == TransportKind::qt) {
        return std::make_unique<AccessManagerTransport>(options, limits, cell);
    }
    return std::make_unique<DirectTransport>(options, limits, cell);
}

}  // namespace sluice::upstream
