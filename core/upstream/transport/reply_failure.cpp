#include "upstream/transport/reply_failure.h"

namespace sluice::upstream {

namespace {

using Error = QNetworkReply::NetworkError;

Failure::Kind kindOf(Error error, Progress progress) {
    const bool answered = progress == Progress::answered;
    const bool sent = progress != Progress::nothingSent;
    switch (error) {
        case QNetworkReply::HostNotFoundError:
        case QNetworkReply::ProxyNotFoundError:
            return Failure::Kind::resolve;
        case QNetworkReply::TimeoutError:
        case QNetworkReply::ProxyTimeoutError:
            return sent ? Failure::Kind::readTimeout : Failure::Kind::connectTimeout;
        case QNetworkReply::ProtocolFailure:
        case QNetworkReply::ProtocolUnknownError:
        case QNetworkReply::ProtocolInvalidOperationError:
            return answered ? Failure::Kind::truncated : Failure::Kind::malformed;
        default:
            break;
    }
    if (answered) return Failure::Kind::truncated;
    return sent ? Failure::Kind::reset : Failure::Kind::connect;
}

}  // namespace

bool isStatusError(Error error) {
    return (error >= QNetworkReply::ContentAccessDenied &&
            error <= QNetworkReply::UnknownContentError) ||
           (error >= QNetworkReply::InternalServerError &&
            error <= QNetworkReply::UnknownServerError) ||
           error == QNetworkReply::ProtocolInvalidOperationError ||  // 400
           error == QNetworkReply::ProxyAuthenticationRequiredError;
}

Failure failureOf(const QNetworkReply& reply, Progress progress, const std::string& certificate) {
    const bool nothingSent = progress == Progress::nothingSent;
    if (!certificate.empty()) return {Failure::Kind::tls, certificate, nothingSent};
    return {kindOf(reply.error(), progress), reply.errorString().toStdString(), nothingSent};
}

}  // namespace sluice::upstream
