#pragma once

#include <QElapsedTimer>
#include <QFileSystemWatcher>
#include <QObject>
#include <QTimer>
#include <string>

#include "base/result.h"

namespace sluice::engine {

/// The configuration's file on disk: tells when somebody else changes it, by whatever way editors
/// write files. Control thread.
class ConfigurationFile : public QObject {
    Q_OBJECT

public:
    explicit ConfigurationFile(const std::string& path, QObject* parent = nullptr);

    const std::string& path() const { return m_path; }
    /// See config::canonicalPath().
    const std::string& canonicalPath() const { return m_canonicalPath; }
    /// The file as it is now.
    Result<std::string> read() const;
    /// This is known to be on disk: changed() is about what differs from it.
    void setKnown(const Result<std::string>& text) { m_known = seen(text); }

Q_SIGNALS:
    void changed();

private:
    void rewatch();
    void settle();
    void compare();

    static std::string seen(const Result<std::string>& text);

    const std::string m_path;
    const std::string m_canonicalPath;
    std::string m_known;  // or why it could not be read, which may change, too
    QFileSystemWatcher m_watcher;
    QTimer m_settle;          // editors write in several steps
    QElapsedTimer m_touched;  // since the first of them
};

}  // namespace sluice::engine
