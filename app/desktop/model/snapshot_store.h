#pragma once

#include <QDateTime>
#include <QDir>
#include <QList>
#include <QString>

#include "base/result.h"
#include "metrics/record.h"

namespace sluice::desktop {

/// The snapshots that a user keeps: JSON files in one folder, whose names are the snapshots'. At
/// most 100 of them. GUI thread.
class SnapshotStore {
public:
    static constexpr qsizetype maxSnapshots = 100;
    static constexpr qsizetype maxNameLength = 80;

    explicit SnapshotStore(const QString& folder) : m_folder(folder) {}

    /// Newest first.
    QStringList names() const;
    /// A number is put behind a name that there is already. Gives the name that it got.
    Result<QString> add(const QString& name, const QByteArray& json) const;
    Result<metrics::Record> read(const QString& name) const;
    Result<> rename(const QString& from, const QString& to) const;
    Result<> remove(const QString& name) const;

    /// Without what a file's name may not have.
    static QString cleaned(const QString& name);

private:
    QString path(const QString& name) const;

    QDir m_folder;
};

}  // namespace sluice::desktop
