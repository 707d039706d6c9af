#include "upstream/transport/tls_settings.h"

#include <QFile>
#include <QLoggingCategory>
#include <QSslCertificate>

namespace sluice::upstream {

namespace {

Q_LOGGING_CATEGORY(log, "sluice.upstream")

std::string useAuthorities(const std::string& path, QSslConfiguration& configuration) {
    QFile file(QString::fromStdString(path));
    if (!file.open(QIODevice::ReadOnly)) {
        return "cannot read ca_file " + path + ": " + file.errorString().toStdString();
    }
    const QList<QSslCertificate> authorities = QSslCertificate::fromDevice(&file, QSsl::Pem);
    if (authorities.isEmpty()) return "ca_file " + path + " has no PEM certificate in it";
    configuration.setCaCertificates(authorities);
    return {};
}

}  // namespace

TlsSettings TlsSettings::from(const PoolOptions& options) {
    TlsSettings settings{QSslConfiguration::defaultConfiguration(), {}};
    if (!options.verifyTls) {
        settings.configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
        qCWarning(log, "pool %s does not verify its servers' certificates", options.name.c_str());
    } else if (!options.caFile.empty()) {
        settings.error = useAuthorities(options.caFile, settings.configuration);
    }
    return settings;
}

}  // namespace sluice::upstream
