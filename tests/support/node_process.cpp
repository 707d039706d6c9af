#include "support/node_process.h"

#include <QProcessEnvironment>

namespace sluice::test {

namespace {

constexpr int limit_ms = 30'000;

}  // namespace

NodeProcess::NodeProcess(const QString& script) {
    // Where Debian has its packages, for whatever Node.js it is.
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("NODE_PATH"), QStringLiteral("/usr/share/nodejs"));
    m_process.setProcessEnvironment(environment);
    m_process.start(QStringLiteral("node"), {script});
}

NodeProcess::~NodeProcess() {
    m_process.closeWriteChannel();
    if (m_process.state() == QProcess::NotRunning || m_process.waitForFinished(limit_ms)) return;
    m_process.kill();
    m_process.waitForFinished(limit_ms);
}

void NodeProcess::tell(const QByteArray& line) {
    m_process.write(line + '\n');
    m_process.waitForBytesWritten(limit_ms);
}

QByteArray NodeProcess::line() {
    while (!m_process.canReadLine()) {
        if (!m_process.waitForReadyRead(limit_ms)) return m_process.readAllStandardError();
    }
    return m_process.readLine().trimmed();
}

QByteArray NodeProcess::ask(const QByteArray& text) {
    tell(text);
    return line();
}

}  // namespace sluice::test
