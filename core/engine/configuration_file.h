#pragma once

#include <QElapsedTimer>
#include <QFileSystemWatcher>
#include <QObject>
#include <QTimer>
#include <string>

namespace sluice::engine {

/// The configuration's file on disk: tells when somebody else changes it, by whatever way editors
/// write files. Control thread.
class ConfigurationFile : public QObject {
    Q_OBJECT

public:
    explicit ConfigurationFile(const std::string& path, QObject* parent = nullptr);

    const std::string& path() const { return m_path; }
    /// The file as it is now; empty if there is none, and why it cannot be read where it is none
    /// that could be: what is told of is what changed.
    std::string read() const;
    /// What is on disk now is known: changed() is about what differs from it.
    void setKnown(std::string text) { m_known = std::move(text); }

Q_SIGNALS:
    void changed();

private:
    void rewatch();
    void settle();
    void compare();

    const std::string m_path;
    std::string m_known;
    QFileSystemWatcher m_watcher;
    QTimer m_settle;          // editors write in several steps
    QElapsedTimer m_touched;  // since the first of them
};

}  // namespace sluice::engine
