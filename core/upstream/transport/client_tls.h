#pragma once

#include <memory>
#include <string>

#include "event/tls_context.h"
#include "upstream/options.h"

namespace sluice::upstream {

/// How the direct transport trusts a pool's https:// servers.
struct ClientTls {
    std::shared_ptr<event::TlsContext> context;  ///< null without such servers, or with an error
    std::string error;  ///< why no connection can be trusted, such as an unreadable file; or empty

    static ClientTls from(const PoolOptions& options);
};

/// In the log, of a pool whose certificates are not verified.
void warnOfUnverified(const PoolOptions& options);

}  // namespace sluice::upstream
