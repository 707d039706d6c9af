#include "upstream/transport/system_proxies.h"

#include <QUrl>
#include <algorithm>
#include <mutex>

#include "base/endpoint.h"

namespace sluice::upstream {

namespace {

constexpr Duration remembered = std::chrono::seconds(30);

bool isLoopback(const QNetworkProxyQuery& query) {
    return Endpoint{query.peerHostName().toStdString(), 0}.isLoopback();
}

}  // namespace

bool SystemProxies::applyTo(const ServerUrl& server) {
    static std::mutex mutex;
    static SystemProxies proxies;
    const QNetworkProxyQuery query{QUrl(QString::fromStdString(server.toString()))};
    const std::lock_guard lock(mutex);
    const QList<QNetworkProxy> found = proxies.queryProxy(query);
    return std::any_of(found.begin(), found.end(), [](const QNetworkProxy& proxy) {
        return proxy.type() != QNetworkProxy::NoProxy &&
               proxy.type() != QNetworkProxy::DefaultProxy;
    });
}

QList<QNetworkProxy> SystemProxies::queryProxy(const QNetworkProxyQuery& query) {
    const TimePoint now = Clock::now();
    Known& known = m_known[query.url().toString(QUrl::RemovePath | QUrl::RemoveQuery)];
    if (now < known.until) return known.proxies;
    known.until = now + remembered;
    known.proxies = isLoopback(query) ? QList{QNetworkProxy(QNetworkProxy::NoProxy)}
                                      : systemProxyForQuery(query);
    return known.proxies;
}

}  // namespace sluice::upstream
