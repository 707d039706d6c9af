#pragma once

#include <QJsonObject>
#include <QObject>
#include <QProcess>
#include <QTimer>

namespace sluice::desktop {

/// One run of `sluice bench`, in a process of its own, so that the gateway's figures stay the
/// gateway's. GUI thread.
class LoadProcess : public QObject {
    Q_OBJECT

public:
    explicit LoadProcess(QObject* parent = nullptr);
    /// Ends what runs.
    ~LoadProcess() override;

    /// The program to run; not given: the one beside this, or in the PATH.
    void setProgram(const QString& program) { m_program = program; }
    /// Ends with done() or failed(), later or at once. Only while nothing runs.
    void start(const QStringList& arguments);
    bool running() const { return m_process.state() != QProcess::NotRunning; }
    /// Ends it early; what it has until then comes.
    void cancel();

Q_SIGNALS:
    void progressed(const QJsonObject& line);
    /// What it wrote, whatever became of the load.
    void done(const QJsonObject& document);
    void failed(const QString& problem);

private:
    void readErrors();
    void finish(int exitCode, QProcess::ExitStatus how);

    QString m_program;
    QProcess m_process;
    QTimer m_killTimer;
    QByteArray m_messages;  // that are no progress
};

}  // namespace sluice::desktop
