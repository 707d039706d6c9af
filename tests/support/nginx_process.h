#pragma once

#include <QProcess>
#include <QTemporaryDir>
#include <cstdint>
#include <string>

namespace sluice::test {

/// A TCP port of 127.0.0.1 that was free a moment ago.
uint16_t freePort();

/// A certificate for `host` with its key, made for one test: `directory`/cert.pem and key.pem.
/// An error text, or nothing.
QString makeCertificate(const QString& directory, const QString& host);

/// nginx in the foreground with a temporary directory of its own, ended by the destructor.
class NginxProcess {
public:
    NginxProcess();
    ~NginxProcess();

    QString directory() const { return m_directory.path(); }
    /// Starts it with `servers` as what stands inside http { }, and waits until `port` accepts
    /// connections. An error text, or nothing.
    QString start(const QString& servers, uint16_t port);

private:
    QTemporaryDir m_directory;
    QProcess m_process;
};

}  // namespace sluice::test
