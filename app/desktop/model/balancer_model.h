#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>

#include "balance_history.h"
#include "event_model.h"
#include "metrics/snapshot.h"
#include "setting_table_model.h"
#include "strategy_table_model.h"

namespace sluice::desktop {

/// How the chosen pool balances: its strategy, its limits, its past, and what was changed.
class BalancerModel : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Belongs to GatewayModel")
    Q_PROPERTY(sluice::desktop::StrategyTableModel* strategies READ strategies CONSTANT)
    Q_PROPERTY(sluice::desktop::BalanceHistory* history READ history CONSTANT)
    Q_PROPERTY(sluice::desktop::SettingTableModel* settings READ settings CONSTANT)
    /// Of the pool and its servers alone.
    Q_PROPERTY(sluice::desktop::EventModel* changes READ changes CONSTANT)
    Q_PROPERTY(QString speedScale READ speedScale NOTIFY shown)
    Q_PROPERTY(QString maxEjected READ maxEjected NOTIFY shown)
    Q_PROPERTY(QString concurrency READ concurrency NOTIFY shown)  ///< "12 of 100"
    Q_PROPERTY(QString queued READ queued NOTIFY shown)
    Q_PROPERTY(QString retries READ retries NOTIFY shown)
    Q_PROPERTY(QString hedges READ hedges NOTIFY shown)
    Q_PROPERTY(QString breaker READ breaker NOTIFY shown)
    Q_PROPERTY(int breakerMark READ breakerMark NOTIFY shown)
    /// No server is healthy, and the sick ones are used.
    Q_PROPERTY(bool failOpen READ failOpen NOTIFY shown)

public:
    using QObject::QObject;

    StrategyTableModel* strategies() { return &m_strategies; }
    SettingTableModel* settings() { return &m_settings; }
    BalanceHistory* history() { return &m_history; }
    EventModel* changes() { return &m_changes; }
    QString speedScale() const;
    QString maxEjected() const;
    QString concurrency() const;
    QString queued() const;
    QString retries() const;
    QString hedges() const;
    QString breaker() const { return QString::fromStdString(m_pool.breaker); }
    int breakerMark() const { return m_pool.breaker == "closed" ? Mark::Good : Mark::Bad; }
    bool failOpen() const { return m_pool.failOpen; }

    void record(const metrics::Snapshot& snapshot) { m_history.record(snapshot); }
    void publish(const metrics::Snapshot& snapshot, const QString& pool);
    void clear();

Q_SIGNALS:
    void shown();

private:
    StrategyTableModel m_strategies;
    SettingTableModel m_settings;
    BalanceHistory m_history;
    EventModel m_changes;
    metrics::PoolSnapshot m_pool;
};

}  // namespace sluice::desktop
