#include "demo/demo.h"

#include <unistd.h>

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <QStandardPaths>

#include "demo/free_port.h"

namespace sluice::demo {

namespace {

constexpr uint16_t listenPort = 8080;
constexpr uint16_t adminPort = 8081;

QString quoted(const std::string& text) {
    return QStringLiteral("\"%1\"").arg(QString::fromStdString(text));
}

QString loopback(uint16_t port) {
    return quoted(Endpoint{"127.0.0.1", port}.toString());
}

QByteArray configuration(uint16_t listen, uint16_t admin, const std::vector<Endpoint>& servers) {
    QFile file(QStringLiteral(":/sluice/demo.toml"));
    if (!file.open(QIODevice::ReadOnly)) qFatal("the demo's configuration is not built in");
    QString text = QString::fromUtf8(file.readAll());
    text.replace(QStringLiteral("\"@LISTEN@\""), loopback(listen));
    text.replace(QStringLiteral("\"@ADMIN@\""), loopback(admin));
    for (size_t i = 0; i < servers.size(); ++i) {
        text.replace(QStringLiteral("\"@ORDERS_%1@\"").arg(i + 1),
                     quoted(ServerUrl{false, servers[i]}.toString()));
    }
    return text.toUtf8();
}

bool write(const QString& path, const QByteArray& text) {
    QSaveFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(text) == text.size() && file.commit();
}

/// Whether nobody else can put files or links there.
bool isOwn(const QFileInfo& folder) {
    constexpr auto others = QFileDevice::WriteGroup | QFileDevice::WriteOther;
    return folder.isDir() && !folder.isSymLink() && folder.ownerId() == ::geteuid() &&
           !(folder.permissions() & others);
}

QString dataFolder() {
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) +
           QStringLiteral("/sluice");
}

}  // namespace

Result<std::string> Demo::prepare() {
    stop();
    auto servers = DemoServers::start();
    if (!servers) return tl::unexpected(servers.error());
    m_servers = std::move(*servers);
    const uint16_t listen = freePort(listenPort, adminPort);
    const uint16_t admin = freePort(adminPort, listen);
    return writeFile(QStringLiteral("demo-%1.toml").arg(listen),
                     configuration(listen, admin, m_servers->addresses()));
}

/// Into the user's own folder, or else into a new one that nobody can have made before.
Result<std::string> Demo::writeFile(const QString& name, const QByteArray& text) {
    const QString path = dataFolder() + QLatin1Char('/') + name;
    if (QDir().mkpath(dataFolder()) && isOwn(QFileInfo(dataFolder())) && write(path, text))
        return path.toStdString();
    m_folder = std::make_unique<QTemporaryDir>();
    const QString other = m_folder->filePath(name);
    if (m_folder->isValid() && write(other, text)) return other.toStdString();
    return failure("cannot write the demo's configuration; tried: " + path.toStdString() + " " +
                   other.toStdString());
}

Result<> Demo::startTraffic(const std::string& listenUrl) {
    const auto gateway = parseServerUrl(listenUrl);
    if (!gateway) return tl::unexpected(gateway.error());
    m_traffic = std::make_unique<TrafficSource>(*gateway);
    return {};
}

void Demo::stopTraffic() {
    m_traffic.reset();
}

void Demo::stop() {
    stopTraffic();
    m_servers.reset();
}

}  // namespace sluice::demo
