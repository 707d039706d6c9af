#pragma once

#include <QSslConfiguration>
#include <string>

#include "upstream/options.h"

namespace sluice::upstream {

/// How a pool's https:// servers are trusted: the system's authorities, or those of `caFile` alone.
struct TlsSettings {
    QSslConfiguration configuration;
    std::string error;  ///< why no connection can be trusted, such as an unreadable file; or empty

    /// Warns in the log of a pool whose certificates are not verified.
    static TlsSettings from(const PoolOptions& options);
};

}  // namespace sluice::upstream
