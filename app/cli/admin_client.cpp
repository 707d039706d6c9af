#include "cli/admin_client.h"

#include <QEventLoop>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>

#include "base/printable.h"

namespace sluice::cli {

namespace {

constexpr int timeout_ms = 30'000;
/// More than the list of what a large cache holds.
constexpr qint64 maxAnswerBytes = 256 * 1024 * 1024;

QString contentTypeOf(const QNetworkReply& reply) {
    const QString field = reply.header(QNetworkRequest::ContentTypeHeader).toString();
    return field.section(QLatin1Char(';'), 0, 0).trimmed().toLower();
}

/// The detail of a problem document (RFC 9457); empty if it is none.
QString problemOf(const QNetworkReply& reply, const QByteArray& body) {
    if (contentTypeOf(reply) != QLatin1String("application/problem+json")) return {};
    return QJsonDocument::fromJson(body).object()[QStringLiteral("detail")].toString();
}

AdminClient::Failure notReached(const QUrl& url, const QString& why) {
    const QString text =
        QStringLiteral("no gateway answers at %1: %2")
            .arg(url.toString(QUrl::RemoveUserInfo | QUrl::RemovePath | QUrl::RemoveQuery), why);
    return {ExitCode::notReached, printable(text.toStdString())};
}

/// Waits for the end; an answer without one is broken off.
void waitFor(QNetworkReply& reply) {
    QEventLoop loop;
    QObject::connect(&reply, &QNetworkReply::finished, &loop, &QEventLoop::quit);
    QObject::connect(&reply, &QNetworkReply::downloadProgress, &reply, [&reply](qint64 received) {
        if (received > maxAnswerBytes) reply.abort();
    });
    if (!reply.isFinished()) loop.exec();
}

/// Only what the admin API can have sent is an answer: any other server's page would pass for
/// success.
tl::expected<QByteArray, AdminClient::Failure> read(QNetworkReply& reply, const QUrl& url,
                                                    const QString& contentType) {
    const QByteArray body = reply.readAll();
    const int status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status == 0) return tl::unexpected(notReached(url, reply.errorString()));
    if (status >= 300) {
        const QString problem = problemOf(reply, body);
        if (!problem.isEmpty()) {
            return tl::unexpected(
                AdminClient::Failure{ExitCode::failed, printable(problem.toStdString())});
        }
    }
    const bool complete = reply.error() == QNetworkReply::NoError && status < 300;
    if (complete && contentTypeOf(reply) == contentType) return body;
    return tl::unexpected(
        notReached(url, QStringLiteral("something else does, with status %1 and %2")
                            .arg(status)
                            .arg(contentTypeOf(reply).isEmpty() ? QStringLiteral("no Content-Type")
                                                                : contentTypeOf(reply))));
}

}  // namespace

AdminClient::Answer AdminClient::ask(const QByteArray& method, const QString& path,
                                     const QJsonDocument& body) const {
    const QByteArray content = body.isNull() ? QByteArray() : body.toJson(QJsonDocument::Compact);
    const auto answer = send(method, path, content, QStringLiteral("application/json"));
    if (!answer) return tl::unexpected(answer.error());
    const auto document = QJsonDocument::fromJson(*answer);
    if (!document.isNull()) return document;
    return tl::unexpected(notReached(m_url, QStringLiteral("what answers is not whole JSON")));
}

AdminClient::Bytes AdminClient::get(const QString& path, const QString& contentType) const {
    return send("GET", path, {}, contentType);
}

AdminClient::Bytes AdminClient::send(const QByteArray& method, const QString& path,
                                     const QByteArray& content, const QString& contentType) const {
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
    if (!content.isEmpty()) {
        request.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("application/json"));
    }
    QNetworkAccessManager network;
    const std::unique_ptr<QNetworkReply> reply(network.sendCustomRequest(request, method, content));
    waitFor(*reply);
    return read(*reply, m_url, contentType);
}

}  // namespace sluice::cli
