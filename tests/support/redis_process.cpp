#include "support/redis_process.h"

#include <signal.h>
#include <sys/prctl.h>

#include <QFile>
#include <QTest>

#include "support/nginx_process.h"

namespace sluice::test {

namespace {

constexpr int limit_ms = 30'000;

QByteArray outputOf(QProcess& process, const QByteArray& input) {
    process.waitForStarted(limit_ms);
    process.write(input);
    process.closeWriteChannel();
    process.waitForFinished(limit_ms);
    return process.readAllStandardOutput().trimmed();
}

}  // namespace

RedisProcess::RedisProcess() : m_port(freePort()) {
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    // A test that crashes must not leave it behind.
    m_process.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGKILL); });
}

RedisProcess::~RedisProcess() {
    kill();
}

QString RedisProcess::start(const QStringList& more) {
    const qsizetype password = more.indexOf(QStringLiteral("--requirepass"));
    if (password >= 0) m_password = {QStringLiteral("-a"), more.value(password + 1)};
    return run(QStringList{QStringLiteral("--port"), QString::number(m_port),
                           QStringLiteral("--bind"), QStringLiteral("127.0.0.1"),
                           QStringLiteral("--unixsocket"), socketPath(), QStringLiteral("--save"),
                           QString(), QStringLiteral("--appendonly"), QStringLiteral("no"),
                           QStringLiteral("--dir"), m_directory.path()} +
               more);
}

QString RedisProcess::startSentinel(uint16_t master) {
    QFile file(m_directory.filePath(QStringLiteral("sentinel.conf")));
    if (!file.open(QIODevice::WriteOnly)) return file.errorString();
    file.write(QStringLiteral("port %1\nbind 127.0.0.1\ndir %2\n"
                              "sentinel monitor main 127.0.0.1 %3 1\n"
                              "sentinel down-after-milliseconds main 1000\n"
                              "sentinel failover-timeout main 10000\n")
                   .arg(m_port)
                   .arg(m_directory.path())
                   .arg(master)
                   .toUtf8());
    file.close();
    return run({file.fileName(), QStringLiteral("--sentinel")});
}

QString RedisProcess::run(const QStringList& arguments) {
    m_process.start(QStringLiteral("redis-server"), arguments);
    if (!m_process.waitForStarted(limit_ms)) return m_process.errorString();
    const bool answers = QTest::qWaitFor(
        [&] { return m_process.state() == QProcess::NotRunning || cli({"PING"}) == "PONG"; },
        limit_ms);
    if (answers && m_process.state() == QProcess::Running) return {};
    return QString::fromLocal8Bit(m_process.readAll()) + m_process.errorString();
}

void RedisProcess::kill() {
    if (m_process.state() == QProcess::NotRunning) return;
    m_process.kill();
    m_process.waitForFinished(limit_ms);
}

void RedisProcess::signal(int number) {
    ::kill(static_cast<pid_t>(m_process.processId()), number);
}

QByteArray RedisProcess::cli(const QList<QByteArray>& command) const {
    QStringList arguments{QStringLiteral("-p"), QString::number(m_port)};
    arguments += m_password;
    for (const QByteArray& part : command)
        arguments += QString::fromUtf8(part);
    QProcess process;
    process.start(QStringLiteral("redis-cli"), arguments);
    return outputOf(process, {});
}

QByteArray RedisProcess::script(const QByteArray& lines) const {
    QProcess process;
    process.start(QStringLiteral("redis-cli"),
                  QStringList{QStringLiteral("-p"), QString::number(m_port)} + m_password);
    return outputOf(process, lines);
}

}  // namespace sluice::test
