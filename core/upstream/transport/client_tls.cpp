#include "upstream/transport/client_tls.h"

#include <QLoggingCategory>
#include <algorithm>
#include <utility>

namespace sluice::upstream {

namespace {

Q_LOGGING_CATEGORY(log, "sluice.upstream")

}  // namespace

ClientTls ClientTls::from(const PoolOptions& options) {
    const bool needed = std::any_of(options.servers.begin(), options.servers.end(),
                                    [](const ServerOptions& server) { return server.url.tls; });
    if (!needed) return {};
    warnOfUnverified(options);
    auto context = event::TlsContext::forClient({options.verifyTls, options.caFile});
    if (!context) return {nullptr, std::move(context.error().message)};
    return {std::move(*context), {}};
}

void warnOfUnverified(const PoolOptions& options) {
    if (options.verifyTls) return;
    qCWarning(log, "pool %s does not verify its servers' certificates", options.name.c_str());
}

}  // namespace sluice::upstream
