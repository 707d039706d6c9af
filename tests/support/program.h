#pragma once

#include <QProcess>
#include <QStringList>
#include <cstdint>

namespace sluice::test {

/// The real program `sluice`, killed by the destructor if it still runs. Every wait ends after
/// 30 s.
class Program {
public:
    static QString path();

    explicit Program(const QStringList& arguments, const QString& program = path());
    ~Program();

    /// Its exit code; -1 if it does not end by itself, -2 if it crashed.
    int result();
    /// The URLs of the start line: the gateway's first, the admin API's last.
    QStringList started();
    /// The port of the gateway, after started().
    uint16_t port();
    void signal(int number);
    bool running() const { return m_process.state() != QProcess::NotRunning; }
    QByteArray output() { return m_output += m_process.readAllStandardOutput(); }
    QByteArray errors() { return m_errors += m_process.readAllStandardError(); }
    /// The most memory it ever had resident, in bytes; 0 if it does not run.
    uint64_t peakResidentBytes() const;

private:
    QProcess m_process;
    QByteArray m_output;
    QByteArray m_errors;
};

}  // namespace sluice::test
