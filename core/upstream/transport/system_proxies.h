#pragma once

#include <QNetworkProxyFactory>
#include <map>

#include "base/clock.h"
#include "base/endpoint.h"

namespace sluice::upstream {

/// The system's proxy settings, asked once in 30 s for each server; loopback is never proxied.
/// Belongs to one access manager.
class SystemProxies final : public QNetworkProxyFactory {
public:
    /// Whether they name a proxy for that server. Any thread.
    static bool applyTo(const ServerUrl& server);

    QList<QNetworkProxy> queryProxy(const QNetworkProxyQuery& query) override;

private:
    struct Known {
        QList<QNetworkProxy> proxies;
        TimePoint until;
    };
    std::map<QString, Known> m_known;  // by scheme, host and port: as many as the pool has servers
};

}  // namespace sluice::upstream
