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
    enum Role { TimeRole = Qt::UserRole, SubjectRole, TextRole, MarkRole, AgeRole };

    static constexpr int maxRows = 20;

    using RowModel::RowModel;

    int rowCount(const QModelIndex& parent) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    void show(const metrics::Snapshot& snapshot);

private:
    struct Row {
        QString time, subject, text;
        int mark = Mark::Good;
        int age_s = 0;

        bool operator==(const Row&) const = default;
    };

    static Row toRow(const metrics::Event& event, qint64 now_ms);

    QList<Row> m_rows;
};

}  // namespace sluice::desktop
