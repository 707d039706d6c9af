#include "upstream/transport/system_proxies.h"

#include <QUrl>

#include "base/endpoint.h"

namespace sluice::upstream {

namespace {

constexpr Duration remembered = std::chrono::seconds(30);

bool isLoopback(const QNetworkProxyQuery& query) {
    return Endpoint{query.peerHostName().toStdString(), 0}.isLoopback();
}

}  // namespace

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
