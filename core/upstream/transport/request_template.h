#pragma once

#include <QByteArray>
#include <QNetworkRequest>

#include "http/request.h"
#include "upstream/outcome.h"
#include "upstream/server.h"
#include "upstream/transport/tls_settings.h"

namespace sluice::upstream {

/// What all requests to one server have in common for QNetworkAccessManager, and how one of them is
/// made of it.
class RequestTemplate {
public:
    RequestTemplate(const Server& server, const PoolOptions& options, const TlsSettings& tls);

    /// Fails with `unsupported` for what QNetworkAccessManager would change.
    Outcome<QNetworkRequest> request(const http::RequestHead& head) const;

private:
    Outcome<QUrl> url(std::string_view target) const;

    QByteArray m_base;  // "http://host:port"
    std::string m_authority;
    bool m_asNamed;  // the URL has the server's own name
    QNetworkRequest m_request;
};

}  // namespace sluice::upstream
