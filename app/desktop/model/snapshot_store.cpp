#include "snapshot_store.h"

#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

#include "admin/record_json.h"

namespace sluice::desktop {

namespace {

constexpr qint64 maxBytes = 64 * 1024 * 1024;

const QString& ending() {
    static const QString text = QStringLiteral(".json");
    return text;
}

}  // namespace

QString SnapshotStore::cleaned(const QString& name) {
    QString clean;
    for (const QChar c : name.simplified())
        clean += c.isPrint() && c != u'/' ? c : QChar(u'-');
    while (clean.startsWith(u'.'))
        clean.remove(0, 1);
    return clean.left(maxNameLength);
}

QString SnapshotStore::path(const QString& name) const {
    return m_folder.filePath(cleaned(name) + ending());
}

QStringList SnapshotStore::names() const {
    QStringList names;
    const auto files = m_folder.entryInfoList({u'*' + ending()}, QDir::Files, QDir::Time);
    for (const QFileInfo& file : files.first(std::min(files.size(), maxSnapshots)))
        names.append(file.fileName().chopped(ending().size()));
    return names;
}

Result<QString> SnapshotStore::add(const QString& name, const QByteArray& json) const {
    if (names().size() >= maxSnapshots) {
        return failure(std::to_string(maxSnapshots) + " snapshots are kept; delete one first");
    }
    const QString clean = cleaned(name);
    if (clean.isEmpty()) return failure("a snapshot needs a name");
    QString free = clean;
    for (int i = 2; QFile::exists(path(free)); ++i)
        free = clean.left(maxNameLength - 4) + u' ' + QString::number(i);
    if (!m_folder.mkpath(QStringLiteral("."))) {
        return failure(m_folder.path().toStdString() + " cannot be made");
    }
    QSaveFile file(path(free));
    if (!file.open(QIODevice::WriteOnly) || file.write(json) != json.size() || !file.commit()) {
        return failure(file.errorString().toStdString());
    }
    return free;
}

Result<metrics::Record> SnapshotStore::read(const QString& name) const {
    QFile file(path(name));
    if (!file.open(QIODevice::ReadOnly)) return failure(file.errorString().toStdString());
    if (file.size() > maxBytes) return failure("larger than 64 MiB");
    return admin::readRecord(file.readAll());
}

Result<> SnapshotStore::rename(const QString& from, const QString& to) const {
    if (cleaned(to).isEmpty()) return failure("a snapshot needs a name");
    if (cleaned(to) == from) return {};
    QFile file(path(from));
    if (!file.rename(path(to))) return failure(file.errorString().toStdString());
    return {};
}

Result<> SnapshotStore::remove(const QString& name) const {
    QFile file(path(name));
    if (!file.remove()) return failure(file.errorString().toStdString());
    return {};
}

}  // namespace sluice::desktop
