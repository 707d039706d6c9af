#include "support/nginx_process.h"

#include <unistd.h>

#include <QFile>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

namespace sluice::test {

namespace {

bool accepts(uint16_t port) {
    QTcpSocket socket;
    socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
    return socket.waitForConnected(1000);
}

/// Started by root, nginx would serve as a user who may not enter the temporary directory, and
/// answer 500 to every body that it has to put into a file.
QString user() {
    return ::geteuid() == 0 ? QStringLiteral("user root;") : QString();
}

QString configuration(const QString& directory, const QString& servers) {
    return QStringLiteral(
               "%3 daemon off; worker_processes 1; pid %1/pid; error_log stderr;\n"
               "events { worker_connections 512; }\n"
               "http { access_log off; client_body_temp_path %1/body; proxy_temp_path %1/proxy;\n"
               "fastcgi_temp_path %1/f; uwsgi_temp_path %1/u; scgi_temp_path %1/s;\n%2\n}\n")
        .arg(directory, servers, user());
}

}  // namespace

uint16_t freePort() {
    QTcpServer server;
    server.listen(QHostAddress(QHostAddress::LocalHost));
    return server.serverPort();
}

QString makeCertificate(const QString& directory, const QString& host) {
    QProcess openssl;
    openssl.setWorkingDirectory(directory);
    openssl.start(QStringLiteral("openssl"),
                  {QStringLiteral("req"), QStringLiteral("-x509"), QStringLiteral("-newkey"),
                   QStringLiteral("rsa:2048"), QStringLiteral("-nodes"), QStringLiteral("-days"),
                   QStringLiteral("2"), QStringLiteral("-keyout"), QStringLiteral("key.pem"),
                   QStringLiteral("-out"), QStringLiteral("cert.pem"), QStringLiteral("-subj"),
                   QStringLiteral("/CN=") + host, QStringLiteral("-addext"),
                   QStringLiteral("subjectAltName=DNS:") + host});
    openssl.waitForFinished(60'000);
    if (openssl.exitStatus() == QProcess::NormalExit && openssl.exitCode() == 0) return {};
    return QString::fromLocal8Bit(openssl.readAllStandardError()) + openssl.errorString();
}

NginxProcess::NginxProcess() {
    m_process.setProcessChannelMode(QProcess::MergedChannels);
}

NginxProcess::~NginxProcess() {
    m_process.terminate();
    if (!m_process.waitForFinished(10'000)) m_process.kill();
}

QString NginxProcess::start(const QString& servers, uint16_t port) {
    QFile file(m_directory.filePath(QStringLiteral("nginx.conf")));
    if (!file.open(QIODevice::WriteOnly)) return file.errorString();
    file.write(configuration(directory(), servers).toUtf8());
    file.close();
    m_process.start(QStringLiteral("/usr/sbin/nginx"),
                    {QStringLiteral("-c"), file.fileName(), QStringLiteral("-p"), directory(),
                     QStringLiteral("-e"), QStringLiteral("stderr")});
    if (!m_process.waitForStarted()) return m_process.errorString();
    const bool listening = QTest::qWaitFor(
        [&] { return m_process.state() == QProcess::NotRunning || accepts(port); }, 20'000);
    if (listening && m_process.state() == QProcess::Running) return {};
    return QString::fromLocal8Bit(m_process.readAll()) + m_process.errorString();
}

}  // namespace sluice::test
