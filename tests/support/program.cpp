#include "support/program.h"

#include <signal.h>

#include <QFile>
#include <QRegularExpression>
#include <QUrl>

namespace sluice::test {

namespace {

constexpr int limit_ms = 30'000;

}  // namespace

QString Program::path() {
    return QStringLiteral(SLUICE_PROGRAM);
}

Program::Program(const QStringList& arguments, const QString& program) {
    m_process.start(program, arguments);
}

Program::~Program() {
    if (!running()) return;
    m_process.kill();
    m_process.waitForFinished(limit_ms);
}

int Program::result() {
    if (running() && !m_process.waitForFinished(limit_ms)) return -1;
    return m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -2;
}

QStringList Program::started() {
    while (!m_output.contains('\n') && m_process.waitForReadyRead(limit_ms))
        m_output += m_process.readAllStandardOutput();
    QStringList urls;
    static const QRegularExpression url(QStringLiteral("http://[0-9.]+:[0-9]+"));
    auto found = url.globalMatch(QString::fromUtf8(m_output.left(m_output.indexOf('\n'))));
    while (found.hasNext())
        urls += found.next().captured();
    return urls;
}

uint16_t Program::port() {
    return static_cast<uint16_t>(QUrl(started().value(0)).port(0));
}

void Program::signal(int number) {
    ::kill(static_cast<pid_t>(m_process.processId()), number);
}

uint64_t Program::peakResidentBytes() const {
    QFile status(QStringLiteral("/proc/%1/status").arg(m_process.processId()));
    if (!status.open(QIODevice::ReadOnly)) return 0;
    static const QRegularExpression line(QStringLiteral("VmHWM:\\s*([0-9]+) kB"));
    return line.match(QString::fromUtf8(status.readAll())).captured(1).toULongLong() * 1024;
}

}  // namespace sluice::test
