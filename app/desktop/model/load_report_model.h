#pragma once

#include <QJsonObject>
#include <optional>

#include "gateway_side.h"
#include "row_model.h"

namespace sluice::desktop {

/// The report of a load test, a row for each figure: as the clients saw it, and as the gateway did.
class LoadReportModel : public sluice::desktop::RowModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Belongs to LoadTestModel")

public:
    enum Role { NameRole = Qt::UserRole, ClientRole, GatewayRole, UncorrectedRole };

    using RowModel::RowModel;

    int rowCount(const QModelIndex& parent) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    /// `report`: one scenario of what `sluice bench` wrote; an empty one clears the table.
    void show(const QJsonObject& report, const std::optional<GatewaySide::View>& gateway);
    /// A line for each row.
    QByteArray toCsv() const;

private:
    struct Row {
        QString name, client, gateway, uncorrected;
        bool operator==(const Row&) const = default;
    };

    QList<Row> m_rows;
};

}  // namespace sluice::desktop
