#pragma once

#include <QProcess>
#include <QStringList>
#include <QTemporaryDir>
#include <cstdint>

namespace sluice::test {

/// A redis-server of its own, with nothing kept on disk, on a port of 127.0.0.1 and the Unix socket
/// `directory`/redis.sock; killed by the destructor.
class RedisProcess {
public:
    RedisProcess();
    ~RedisProcess();

    uint16_t port() const { return m_port; }
    QString socketPath() const { return m_directory.filePath(QStringLiteral("redis.sock")); }
    /// Starts it, again after kill(), and waits until it answers. An error text, or nothing.
    QString start(const QStringList& more = {});
    /// As a Sentinel that watches the master "main" at `port`, alone.
    QString startSentinel(uint16_t master);
    void kill();
    void signal(int number);
    /// What redis-cli prints for a command, without the line's end; or for several, one per line.
    QByteArray cli(const QList<QByteArray>& command) const;
    QByteArray script(const QByteArray& lines) const;

private:
    QString run(const QStringList& arguments);

    QTemporaryDir m_directory;
    QProcess m_process;
    uint16_t m_port;
    QStringList m_password;
};

}  // namespace sluice::test
