#include "upstream/transport/tls_settings.h"

#include <QFile>
#include <QSslCertificate>

#include "upstream/transport/client_tls.h"

namespace sluice::upstream {

namespace {

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
    warnOfUnverified(options);
    if (!options.verifyTls) {
        settings.configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
    } else if (!options.caFile.empty()) {
        settings.error = useAuthorities(options.caFile, settings.configuration);
    }
    return settings;
}

}  // namespace sluice::upstream
