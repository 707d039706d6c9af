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
    /// What take() keeps begins at the gateway's start, and not at the snapshot before.
    Q_PROPERTY(bool sinceStart MEMBER m_sinceStart NOTIFY sinceStartChanged)

public:
    enum Role { NameRole = Qt::UserRole, DetailRole, SideRole };

    explicit SnapshotTableModel(const QString& folder, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    SnapshotComparison* comparison() { return &m_comparison; }
    bool ready() const { return m_ready; }

    /// A gateway runs, or it has ended.
    void setReady(bool ready);
    /// The answer to recordAsked(); null: nothing runs.
    void takeRecord(int tag, const std::shared_ptr<const metrics::Record>& record);

    /// Asks for the record to keep. An empty name is the time. The new one stands beside the one
    /// before it.
    Q_INVOKABLE void take(const QString& name);
    Q_INVOKABLE void rename(const QString& from, const QString& to);
    Q_INVOKABLE void remove(const QString& name);
    /// To one side of the comparison, 0 or 1; from it, if it is there already.
    Q_INVOKABLE void choose(int side, const QString& name);
    /// As CSV or Prometheus text if the file's name ends with .csv or .prom, else as JSON.
    Q_INVOKABLE void exportTo(const QString& name, const QUrl& file);

Q_SIGNALS:
    void readyChanged();
    void sinceStartChanged();
    /// What has the gateway counted up to this moment?
    void recordAsked(int tag);
    void failed(const QString& message);  ///< for a person to read
    void done();

private:
    struct Row {
        QString name, detail;
        int side = -1;
        bool operator==(const Row&) const = default;
    };

    void keep(const QString& name, const metrics::Record& record);
    void refresh();
    bool accept(const Result<>& result);

    SnapshotStore m_store;
    SnapshotComparison m_comparison;
    QList<Row> m_rows;
    QHash<QString, QString> m_details;  // by name, as reading a file takes a while
    bool m_ready = false;
    bool m_sinceStart = false;
    QHash<int, QString> m_asked;  // names by tag
    int m_tag = 0;
    std::shared_ptr<const metrics::Record> m_last;  // all that was counted when one was taken
};

}  // namespace sluice::desktop
