#pragma once

#include <QDeadlineTimer>

#include "metrics/snapshot.h"
#include "row_model.h"

namespace sluice::desktop {

/// What may be set of the chosen pool's resilience, in the notation of the file: four rows for each
/// of three groups.
class SettingTableModel : public sluice::desktop::RowModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Belongs to BalancerModel")
    Q_PROPERTY(QStringList groups READ groups CONSTANT)

public:
    enum Role { KeyRole = Qt::UserRole, TitleRole, TipRole, ValueRole, ToggleRole, UnsavedRole };

    /// How long a wish stands before the gateway's own word counts again.
    static constexpr int wishTimeout_ms = 2000;

    using RowModel::RowModel;

    int rowCount(const QModelIndex& parent) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    static QStringList groups();
    static QString titleOf(const QString& key);
    /// As the file would say it; empty without a pool.
    QString valueOf(const QString& key) const;

    void show(const metrics::PoolSnapshot& pool);
    /// What the user asked for is shown at once, and kept until the pool has another value.
    void setWish(const QString& key, const QString& value);
    void forgetWish() { m_wish = {}; }
    /// Whether a wish still waits for the pool.
    bool wishes() const { return !m_wish.key.isEmpty(); }

private:
    struct Row {
        QString value;  ///< as the file would say it
        bool unsaved = false;
        bool operator==(const Row&) const = default;
    };
    struct Wish {
        QString key, value, before;
    };

    QString m_pool;
    QList<Row> m_rows;
    Wish m_wish;
    QDeadlineTimer m_wishUntil;
};

}  // namespace sluice::desktop
