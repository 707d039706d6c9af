#pragma once

#include "mark.h"
#include "metrics/snapshot.h"
#include "row_model.h"

namespace sluice::desktop {

/// What happened, newest first.
class EventModel : public sluice::desktop::RowModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Belongs to GatewayModel")

public:
    enum Role {
        TimeRole = Qt::UserRole,
        LabelRole,  ///< "ejected"; empty where the text says it all
        SubjectRole,
        TextRole,
        MarkRole,
        ChangeRole,  ///< of how traffic is balanced
        AgeRole
    };

    static constexpr int maxRows = 20;
    /// Changes of one weight that follow each other as quickly are one drag, and one row.
    static constexpr int dragGap_ms = 1500;

    using RowModel::RowModel;

    int rowCount(const QModelIndex& parent) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    void show(const metrics::Snapshot& snapshot);
    /// Only how the balancing of this pool changed.
    void showOf(const metrics::PoolSnapshot& pool, const metrics::Snapshot& snapshot);

private:
    struct Row {
        QString time, label, subject, text;
        int mark = Mark::Good;
        bool change = false;
        int age_s = 0;

        bool operator==(const Row&) const = default;
    };

    using Filter = bool (*)(const metrics::Event& event, const metrics::PoolSnapshot& pool);

    static Row toRow(const metrics::Event& event, qint64 now_ms);
    void replace(const metrics::Snapshot& snapshot, const metrics::PoolSnapshot& pool,
                 Filter filter);

    QList<Row> m_rows;
};

}  // namespace sluice::desktop
