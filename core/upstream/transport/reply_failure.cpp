#include "upstream/transport/reply_failure.h"

#include <algorithm>

namespace sluice::upstream {

namespace {

using Error = QNetworkReply::NetworkError;

/// The errors of connections that were never made.
bool isConnectError(Error error) {
    return error == QNetworkReply::HostNotFoundError ||
           error == QNetworkReply::ConnectionRefusedError ||
           error == QNetworkReply::SslHandshakeFailedError ||
           error == QNetworkReply::ProxyNotFoundError ||
           error == QNetworkReply::ProxyConnectionRefusedError;
}

/// What stands between us and the server, and is of this machine's settings.
bool isProxyError(Error error) {
    return error >= QNetworkReply::ProxyConnectionRefusedError &&
           error <= QNetworkReply::UnknownProxyError;
}

Failure::Kind kindOf(Error error, Progress progress) {
    switch (error) {
        case QNetworkReply::HostNotFoundError:
        case QNetworkReply::ProxyNotFoundError:
            return Failure::Kind::resolve;
        case QNetworkReply::TimeoutError:
        case QNetworkReply::ProxyTimeoutError:
            return progress == Progress::sent ? Failure::Kind::readTimeout
                                              : Failure::Kind::connectTimeout;
        case QNetworkReply::ProtocolFailure:
        case QNetworkReply::ProtocolUnknownError:
        case QNetworkReply::ProtocolInvalidOperationError:
            return Failure::Kind::malformed;
        default:
            break;
    }
    const bool connected = progress != Progress::nothingSent && !isConnectError(error);
    return connected ? Failure::Kind::reset : Failure::Kind::connect;
}

}  // namespace

/// Qt has but texts for them. Its error for GOAWAY is also that of a request by HTTP/1.1 whose
/// connection has ended, and which it may not repeat.
bool isUnprocessed(const QNetworkReply& reply) {
    const QString text = reply.errorString();
    const bool goAway = reply.error() == QNetworkReply::ContentReSendError &&
                        text.contains(QStringLiteral("stopped accepting new streams"));
    return goAway || (reply.error() == QNetworkReply::ProtocolFailure &&
                      text.contains(QStringLiteral("refused a stream")));
}

bool isStatusError(Error error, int status) {
    if (status < 400) return false;
    if (error == QNetworkReply::InternalServerError) return status == 500;
    return (error >= QNetworkReply::ContentAccessDenied &&
            error <= QNetworkReply::UnknownContentError) ||
           (error >= QNetworkReply::OperationNotImplementedError &&
            error <= QNetworkReply::UnknownServerError) ||
           error == QNetworkReply::ProtocolInvalidOperationError ||  // 400
           error == QNetworkReply::ProxyAuthenticationRequiredError;
}

Failure failureOf(const QNetworkReply& reply, Progress progress, const std::string& certificate) {
    // Qt may tell of the end of a connection before it tells that it has sent the request.
    const bool closed = reply.error() == QNetworkReply::RemoteHostClosedError;
    if (closed) progress = std::max(progress, Progress::sent);
    const bool nothingSent = progress == Progress::nothingSent ||
                             (progress == Progress::unknown && isConnectError(reply.error()));
    if (isUnprocessed(reply)) {
        return {Blame::server, Failure::Kind::reset, "the server did not take the request", true};
    }
    if (!certificate.empty()) return {Blame::server, Failure::Kind::tls, certificate, nothingSent};
    const Blame blame = isProxyError(reply.error()) ? Blame::gateway : Blame::server;
    return {blame, kindOf(reply.error(), progress), asClause(reply.errorString().toStdString()),
            nothingSent};
}

}  // namespace sluice::upstream
