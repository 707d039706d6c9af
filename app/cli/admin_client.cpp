#include "cli/admin_client.h"

#include <QEventLoop>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>

namespace sluice::cli {

namespace {

constexpr int timeout_ms = 30'000;

/// The detail of a problem document (RFC 9457), or what the network says.
std::string reasonOf(const QNetworkReply& reply, const QByteArray& body) {
    const QJsonObject problem = QJsonDocument::fromJson(body).object();
    const QString detail = problem[QStringLiteral("detail")].toString();
    return (detail.isEmpty() ? reply.errorString() : detail).toStdString();
}

}  // namespace

AdminClient::Answer AdminClient::ask(const QByteArray& method, const QString& path,
                                     const QJsonDocument& body) const {
    QUrl url = m_url;
    url.setPath(path.section(QLatin1Char('?'), 0, 0), QUrl::StrictMode);
    if (path.contains(QLatin1Char('?'))) {
        url.setQuery(path.section(QLatin1Char('?'), 1), QUrl::StrictMode);
    }
    QNetworkRequest request(url);
    request.setTransferTimeout(timeout_ms);
    // The token is for the one that was asked.
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                         QNetworkRequest::ManualRedirectPolicy);
    if (!m_token.isEmpty()) request.setRawHeader("Authorization", "Bearer " + m_token.toUtf8());
    QByteArray content;
    if (!body.isNull()) {
        request.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("application/json"));
        content = body.toJson(QJsonDocument::Compact);
    }
    QNetworkAccessManager network;
    const std::unique_ptr<QNetworkReply> reply(network.sendCustomRequest(request, method, content));
    QEventLoop loop;
    QObject::connect(reply.get(), &QNetworkReply::finished, &loop, &QEventLoop::quit);
    if (!reply->isFinished()) loop.exec();
    const QByteArray answer = reply->readAll();
    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status == 0) {
        return tl::unexpected(Failure{ExitCode::notReached, "no gateway answers at " +
                                                                m_url.toString().toStdString() +
                                                                ": " + reasonOf(*reply, answer)});
    }
    if (status >= 300) return tl::unexpected(Failure{ExitCode::failed, reasonOf(*reply, answer)});
    return QJsonDocument::fromJson(answer);
}

}  // namespace sluice::cli
