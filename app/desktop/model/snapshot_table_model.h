#pragma once

#include <QUrl>

#include "snapshot_comparison.h"
#include "snapshot_store.h"

namespace sluice::desktop {

/// The snapshots that are kept, newest first, and the two of them that are compared.
class SnapshotTableModel : public sluice::desktop::RowModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Belongs to GatewayModel")
    Q_PROPERTY(sluice::desktop::SnapshotComparison* comparison READ comparison CONSTANT)
    /// There is something to take a snapshot of.
    Q_PROPERTY(bool ready READ ready NOTIFY readyChanged)

public:
    enum Role { NameRole = Qt::UserRole, DetailRole, SideRole };

    explicit SnapshotTableModel(const QString& folder, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    SnapshotComparison* comparison() { return &m_comparison; }
    bool ready() const { return m_current != nullptr; }

    /// What take() would keep; null: nothing runs.
    void show(std::shared_ptr<const metrics::Snapshot> current);

    /// An empty name is the time. The new one stands beside the one before it.
    Q_INVOKABLE void take(const QString& name);
    Q_INVOKABLE void rename(const QString& from, const QString& to);
    Q_INVOKABLE void remove(const QString& name);
    /// To one side of the comparison, 0 or 1; from it, if it is there already.
    Q_INVOKABLE void choose(int side, const QString& name);
    /// As CSV or Prometheus text if the file's name ends with .csv or .prom, else as JSON.
    Q_INVOKABLE void exportTo(const QString& name, const QUrl& file);

Q_SIGNALS:
    void readyChanged();
    void failed(const QString& message);  ///< for a person to read
    void done();

private:
    struct Row {
        QString name, detail;
        int side = -1;
        bool operator==(const Row&) const = default;
    };

    void refresh();
    bool accept(const Result<>& result);

    SnapshotStore m_store;
    SnapshotComparison m_comparison;
    QList<Row> m_rows;
    QHash<QString, QString> m_details;  // by name, as reading a file takes a while
    std::shared_ptr<const metrics::Snapshot> m_current;
};

}  // namespace sluice::desktop
