#pragma once

#include <QDeadlineTimer>
#include <QHash>
#include <QStringList>

#include "metrics/snapshot.h"
#include "row_model.h"
#include "server_row.h"

namespace sluice::desktop {

/// The servers of the chosen pool, with the weights that the user can change.
class ServerTableModel : public sluice::desktop::RowModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Belongs to GatewayModel")
    Q_PROPERTY(QList<QString> pools READ pools NOTIFY poolsChanged)
    Q_PROPERTY(QString pool READ pool NOTIFY poolsChanged)
    Q_PROPERTY(int poolIndex READ poolIndex WRITE setPoolIndex NOTIFY poolsChanged)
    Q_PROPERTY(QString strategy READ strategy NOTIFY poolsChanged)
    /// The right end of the pool's sliders: at least 5.
    Q_PROPERTY(double weightTop READ weightTop NOTIFY weightsChanged)
    Q_PROPERTY(QString longestName READ longestName NOTIFY weightsChanged)
    /// All weights are 1.
    Q_PROPERTY(bool equal READ equal NOTIFY weightsChanged)

public:
    enum Role {
        NameRole = Qt::UserRole,
        UrlRole,
        StateRole,
        StateTipRole,
        MarkRole,
        ActiveRole,
        WeightRole,
        MeasuredShareRole,
        ExpectedShareRole,
        ShareTextRole,
        RateRole,
        P50Role,
        P99Role,
        InFlightRole,
        SuccessRole,
        LastCheckRole,
        SpeedTermRole,
        RoomTermRole,
        SuccessTermRole,
        HealthTermRole,
        ScoreRole,
        ScoreTipRole,
    };

    /// How long a wish stands before the gateway's own word counts again.
    static constexpr int wishTimeout_ms = 2000;

    using RowModel::RowModel;

    int rowCount(const QModelIndex& parent) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    QStringList pools() const { return m_pools; }
    QString pool() const { return m_pool; }
    int poolIndex() const { return static_cast<int>(m_pools.indexOf(m_pool)); }
    void setPoolIndex(int index);
    QString strategy() const { return m_strategy; }
    bool equal() const;
    double weightTop() const;
    QString longestName() const;
    const QList<ServerRow>& rows() const { return m_rows; }
    /// Null when the chosen pool has no such server.
    const ServerRow* row(const QString& server) const;

    void show(const metrics::Snapshot& snapshot);
    /// What the user asked for is shown at once, and kept until a snapshot confirms it.
    void setWish(const QString& pool, const QString& server, double weight);
    void forgetWishes() { m_wishes.clear(); }

Q_SIGNALS:
    void poolsChanged();
    void weightsChanged();

private:
    struct Wish {
        double weight = 0;
        QDeadlineTimer until;
    };

    void applyWish(ServerRow& row);
    void showPools(const metrics::Snapshot& snapshot);

    QList<ServerRow> m_rows;
    QStringList m_pools;
    QString m_pool, m_strategy;
    QHash<std::pair<QString, QString>, Wish> m_wishes;
    metrics::Snapshot m_last;
};

}  // namespace sluice::desktop
