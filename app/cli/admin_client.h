#pragma once

#include <QJsonDocument>
#include <QString>
#include <QUrl>

#include "base/result.h"
#include "cli/exit_code.h"

namespace sluice::cli {

/// Asks a running gateway's admin API and waits for the answer, 30 s at most. Needs a
/// QCoreApplication.
class AdminClient {
public:
    /// Why there is no good answer, and what the program ends with.
    struct Failure {
        ExitCode code = ExitCode::failed;
        std::string message;
    };
    using Answer = tl::expected<QJsonDocument, Failure>;

    /// `token` may be empty.
    AdminClient(QUrl url, QString token) : m_url(std::move(url)), m_token(std::move(token)) {}

    const QUrl& url() const { return m_url; }

    /// `path` has its names percent-encoded, and perhaps a query. A null body is none.
    /// What GET brings, of that type and as it is.
    tl::expected<QByteArray, Failure> get(const QString& path, const QString& contentType) const;
    /// In JSON.
    Answer ask(const QByteArray& method, const QString& path, const QJsonDocument& body = {}) const;

private:
    using Bytes = tl::expected<QByteArray, Failure>;
    Bytes send(const QByteArray& method, const QString& path, const QByteArray& content,
               const QString& contentType) const;

    const QUrl m_url;
    const QString m_token;
};

}  // namespace sluice::cli
