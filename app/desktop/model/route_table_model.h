#pragma once

#include "metrics/snapshot.h"
#include "row_model.h"

namespace sluice::desktop {

/// The routes, busiest first.
class RouteTableModel : public sluice::desktop::RowModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Belongs to GatewayModel")

public:
    enum Role { MatchRole = Qt::UserRole, NameRole, LastHitRole, RateRole, P99Role };

    static constexpr int maxRows = 50;

    using RowModel::RowModel;

    int rowCount(const QModelIndex& parent) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    void show(const metrics::Snapshot& snapshot);

private:
    struct Row {
        QString match, name, lastHit, rate, p99;

        bool operator==(const Row&) const = default;
    };

    static Row toRow(const metrics::RouteSnapshot& route);

    QList<Row> m_rows;
};

}  // namespace sluice::desktop
