#include "load_process.h"

#include <sys/prctl.h>

#include <QCoreApplication>
#include <QJsonDocument>
#include <QStandardPaths>
#include <csignal>

using namespace Qt::StringLiterals;

namespace sluice::desktop {

namespace {

constexpr int kKillAfter_ms = 5000;
constexpr qsizetype kMaxMessages = 4096;

QString findProgram() {
    const QString folder = QCoreApplication::applicationDirPath();
    const QString beside =
        QStandardPaths::findExecutable(u"sluice"_s, {folder, folder + u"/../cli"_s});
    return beside.isEmpty() ? QStandardPaths::findExecutable(u"sluice"_s) : beside;
}

}  // namespace

LoadProcess::LoadProcess(QObject* parent) : QObject(parent) {
    // The load must not outlive who can stop it.
    m_process.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGTERM); });
    connect(&m_process, &QProcess::readyReadStandardError, this, &LoadProcess::readErrors);
    connect(&m_process, &QProcess::finished, this, &LoadProcess::finish);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart) Q_EMIT failed(m_process.errorString());
    });
    m_killTimer.setSingleShot(true);
    connect(&m_killTimer, &QTimer::timeout, &m_process, &QProcess::kill);
}

LoadProcess::~LoadProcess() {
    m_process.disconnect(this);
    m_process.kill();
    m_process.waitForFinished(kKillAfter_ms);
}

void LoadProcess::start(const QStringList& arguments) {
    const QString program = m_program.isEmpty() ? findProgram() : m_program;
    if (program.isEmpty()) {
        Q_EMIT failed(tr("The program sluice is not installed."));
        return;
    }
    m_messages.clear();
    m_process.start(
        program,
        QStringList{u"bench"_s, u"--format"_s, u"json"_s, u"--progress"_s, u"json"_s} + arguments);
}

void LoadProcess::cancel() {
    m_process.terminate();
    m_killTimer.start(kKillAfter_ms);
}

void LoadProcess::readErrors() {
    m_process.setReadChannel(QProcess::StandardError);
    while (m_process.canReadLine()) {
        const QByteArray line = m_process.readLine();
        const QJsonObject progress = QJsonDocument::fromJson(line).object();
        if (!progress.isEmpty()) {
            Q_EMIT progressed(progress);
        } else if (m_messages.size() < kMaxMessages) {
            m_messages += line;
        }
    }
}

void LoadProcess::finish(int, QProcess::ExitStatus how) {
    m_killTimer.stop();
    readErrors();
    const QJsonObject document =
        QJsonDocument::fromJson(m_process.readAllStandardOutput()).object();
    if (how == QProcess::CrashExit) {
        Q_EMIT failed(tr("The load test was killed."));
    } else if (document.isEmpty()) {
        Q_EMIT failed(QString::fromUtf8(m_messages).section(u'\n', 0, 0));
    } else {
        Q_EMIT done(document);
    }
}

}  // namespace sluice::desktop
