#include "engine/configuration_file.h"

#include <QFileInfo>
#include <chrono>

#include "config/text_file.h"

namespace sluice::engine {

namespace {

constexpr std::chrono::milliseconds mostSettling{1000};

}  // namespace

ConfigurationFile::ConfigurationFile(const std::string& path, QObject* parent)
    : QObject(parent),
      m_path(path),
      m_canonicalPath(config::canonicalPath(path)),
      m_known(seen(read())) {
    m_settle.setSingleShot(true);
    m_settle.setInterval(std::chrono::milliseconds(100));
    connect(&m_settle, &QTimer::timeout, this, &ConfigurationFile::compare);
    const auto touched = [this] {
        rewatch();
        settle();
    };
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, touched);
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, touched);
    rewatch();
}

Result<std::string> ConfigurationFile::read() const {
    return config::readTextFile(m_path);
}

std::string ConfigurationFile::seen(const Result<std::string>& text) {
    return text ? *text : text.error().message;
}

/// A file that is replaced by renaming is a new one to the watcher: its folder tells of it.
void ConfigurationFile::rewatch() {
    const QFileInfo info(QString::fromStdString(m_path));
    if (m_watcher.directories().isEmpty()) m_watcher.addPath(info.absolutePath());
    if (info.exists() && !m_watcher.files().contains(info.absoluteFilePath())) {
        m_watcher.addPath(info.absoluteFilePath());
    }
}

/// Waits until whoever writes has done so, but not for what else comes and goes in the folder.
void ConfigurationFile::settle() {
    if (!m_settle.isActive()) m_touched.start();
    if (m_touched.elapsed() < mostSettling.count()) m_settle.start();
}

void ConfigurationFile::compare() {
    const auto text = read();
    const bool isThere = text || QFileInfo::exists(QString::fromStdString(m_path));
    // Whoever replaces or writes it has not done so yet.
    if (!isThere || seen(text).empty() || seen(text) == m_known) return;
    setKnown(text);
    Q_EMIT changed();
}

}  // namespace sluice::engine
