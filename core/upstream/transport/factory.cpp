#include "upstream/transport/factory.h"

#include <algorithm>

#include "upstream/transport/access_manager_transport.h"
#include "upstream/transport/direct_transport.h"
#include "upstream/transport/system_proxies.h"

namespace sluice::upstream {

TransportKind effectiveTransport(const PoolOptions& options) {
    if (options.transport != TransportKind::automatic) return options.transport;
    const auto needsQt = [&](const ServerOptions& server) {
        return server.url.tls && (options.http2 || SystemProxies::applyTo(server.url));
    };
    return std::any_of(options.servers.begin(), options.servers.end(), needsQt)
               ? TransportKind::qt
               : TransportKind::direct;
}

std::unique_ptr<Transport> makeTransport(const PoolOptions& options,
                                         std::shared_ptr<ConnectionLimits> limits, size_t worker,
                                         PoolCell& cell) {
    if (effectiveTransport(options) == TransportKind::qt) {
        return std::make_unique<AccessManagerTransport>(options, std::move(limits), worker, cell);
    }
    return std::make_unique<DirectTransport>(options, std::move(limits), worker, cell);
}

std::unique_ptr<Transport> makeTransport(const PoolOptions& options, PoolCell& cell) {
    return makeTransport(options, std::make_shared<ConnectionLimits>(options, 1), 0, cell);
}

}  // namespace sluice::upstream
