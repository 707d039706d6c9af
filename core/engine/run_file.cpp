#include "engine/run_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <atomic>
#include <optional>

namespace sluice::engine {

namespace {

using Contents = RunFile::Contents;

constexpr auto suffix = ".json";

/// The one that the session has, also for a shell that was not told of it.
std::string folder() {
    const std::string user = std::to_string(::geteuid());
    const QByteArray told = qgetenv("XDG_RUNTIME_DIR");
    const std::string runtime = told.isEmpty() ? "/run/user/" + user : told.toStdString();
    return ::access(runtime.c_str(), W_OK) == 0 ? runtime + "/sluice" : "/tmp/sluice-" + user;
}

/// Others must not be able to say where commands go.
bool isPrivate(const std::string& path) {
    struct stat found {};
    return ::lstat(path.c_str(), &found) == 0 && S_ISDIR(found.st_mode) &&
           found.st_uid == ::geteuid() && (found.st_mode & 077) == 0;
}

QByteArray textOf(const Contents& contents) {
    const auto text = [](const std::string& value) { return QString::fromStdString(value); };
    return QJsonDocument(
               QJsonObject{{QStringLiteral("listen_url"), text(contents.listenUrl)},
                           {QStringLiteral("admin_url"), text(contents.adminUrl)},
                           {QStringLiteral("configuration_file"), text(contents.configFile)}})
        .toJson(QJsonDocument::Compact);
}

/// Nothing if nobody holds the file's lock, or it is being written.
std::optional<Contents> read(const std::string& path) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) return {};
    QFile file;
    file.open(fd, QIODevice::ReadOnly, QFileDevice::AutoCloseHandle);
    if (::flock(fd, LOCK_SH | LOCK_NB) == 0) {
        ::unlink(path.c_str());
        return {};
    }
    const QJsonObject json = QJsonDocument::fromJson(file.readAll()).object();
    const auto text = [&json](QLatin1String key) { return json[key].toString().toStdString(); };
    Contents contents{text(QLatin1String("listen_url")), text(QLatin1String("admin_url")),
                      text(QLatin1String("configuration_file"))};
    if (contents.listenUrl.empty()) return {};
    return contents;
}

}  // namespace

RunFile::~RunFile() {
    remove();
}

void RunFile::remove() {
    if (m_fd < 0) return;
    ::unlink(m_path.c_str());
    ::close(m_fd);
    m_fd = -1;
    m_told = {};
}

/// It gets its name once it is locked: before that, it would be taken for one of a dead gateway.
bool RunFile::create() {
    static std::atomic<int> count = 0;
    const std::string place = folder();
    ::mkdir(place.c_str(), 0700);
    if (!isPrivate(place)) return false;
    m_path = place + "/" + std::to_string(::getpid()) + "-" + std::to_string(++count) + suffix;
    const std::string unnamed = m_path + ".new";
    m_fd = ::open(unnamed.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (m_fd < 0) return false;
    if (::flock(m_fd, LOCK_EX | LOCK_NB) == 0 && ::rename(unnamed.c_str(), m_path.c_str()) == 0) {
        return true;
    }
    ::unlink(unnamed.c_str());
    ::close(std::exchange(m_fd, -1));
    return false;
}

void RunFile::tell(const Contents& contents) {
    if (contents == m_told) return;
    m_told = contents;
    if (m_fd < 0 && !create()) return;
    const QByteArray text = textOf(contents);
    const bool written = ::pwrite(m_fd, text.constData(), static_cast<size_t>(text.size()), 0) ==
                             static_cast<ssize_t>(text.size()) &&
                         ::ftruncate(m_fd, text.size()) == 0;
    if (!written) remove();
}

std::vector<Contents> RunFile::readAll() {
    std::vector<Contents> all;
    const std::string place = folder();
    if (!isPrivate(place)) return all;
    const QDir list(QString::fromStdString(place), QLatin1Char('*') + QLatin1String(suffix));
    for (const QFileInfo& file : list.entryInfoList(QDir::Files)) {
        if (auto contents = read(file.filePath().toStdString()))
            all.push_back(std::move(*contents));
    }
    return all;
}

}  // namespace sluice::engine
