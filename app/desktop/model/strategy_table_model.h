#pragma once

#include <QDeadlineTimer>

#include "row_model.h"

namespace sluice::desktop {

/// The strategies that there are, and which of them the chosen pool uses.
class StrategyTableModel : public sluice::desktop::RowModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Belongs to BalancerModel")
    /// By its name in the configuration; empty without a pool.
    Q_PROPERTY(QString current READ current NOTIFY currentChanged)
    Q_PROPERTY(QString currentTitle READ currentTitle NOTIFY currentChanged)
    Q_PROPERTY(int currentRow READ currentRow NOTIFY currentChanged)

public:
    enum Role { NameRole = Qt::UserRole, TitleRole, DescriptionRole };

    /// How long a wish stands before the gateway's own word counts again.
    static constexpr int wishTimeout_ms = 2000;

    using RowModel::RowModel;

    /// "Peak EWMA" for "peak-ewma"; a name that is not known, unchanged.
    static QString titleOf(const QString& name);

    int rowCount(const QModelIndex& parent) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    QString current() const { return m_current; }
    QString currentTitle() const { return titleOf(m_current); }
    int currentRow() const;

    void show(const QString& pool, const QString& strategy);
    /// What the user asked for is shown at once, and kept until the pool confirms it.
    void setWish(const QString& strategy);
    void forgetWish() { m_wish.clear(); }

Q_SIGNALS:
    void currentChanged();

private:
    void setCurrent(const QString& name);

    QString m_pool, m_current, m_wish;
    QDeadlineTimer m_wishUntil;
};

}  // namespace sluice::desktop
