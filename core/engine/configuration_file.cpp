#include "engine/configuration_file.h"

#include <QFile>
#include <QFileInfo>
#include <chrono>

#include "config/text_file.h"

namespace sluice::engine {

ConfigurationFile::ConfigurationFile(const std::string& path, QObject* parent)
    : QObject(parent), m_path(path), m_known(read()) {
    m_settle.setSingleShot(true);
    m_settle.setInterval(std::chrono::milliseconds(100));
    connect(&m_settle, &QTimer::timeout, this, &ConfigurationFile::compare);
    const auto touched = [this] {
        rewatch();
        m_settle.start();
    };
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, touched);
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, touched);
    rewatch();
}

std::string ConfigurationFile::read() const {
    QFile file(QString::fromStdString(m_path));
    if (!file.open(QIODevice::ReadOnly)) return {};
    return file.read(config::mostTextBytes + 1).toStdString();  // one that is too large is told of
}

/// A file that is replaced by renaming is a new one to the watcher: its folder tells of it.
void ConfigurationFile::rewatch() {
    const QFileInfo info(QString::fromStdString(m_path));
    if (m_watcher.directories().isEmpty()) m_watcher.addPath(info.absolutePath());
    if (info.exists() && !m_watcher.files().contains(info.absoluteFilePath())) {
        m_watcher.addPath(info.absoluteFilePath());
    }
}

void ConfigurationFile::compare() {
    std::string text = read();
    if (text.empty() || text == m_known) return;
    m_known = std::move(text);
    Q_EMIT changed();
}

}  // namespace sluice::engine
