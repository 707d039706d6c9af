#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>

#include "engine_bridge.h"
#include "server_table_model.h"
#include "setting_table_model.h"
#include "strategy_table_model.h"
#include "undo_stack.h"

namespace sluice::desktop {

/// What may be changed of the chosen pool while traffic flows: sent to the gateway, shown at once,
/// and kept for undo.
class PoolTuning : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Belongs to GatewayModel")
    Q_PROPERTY(sluice::desktop::UndoStack* undo READ undo CONSTANT)

public:
    /// All of them must outlive this.
    PoolTuning(EngineBridge& bridge, ServerTableModel& servers, StrategyTableModel& strategies,
               SettingTableModel& settings, QObject* parent = nullptr);

    UndoStack* undo() { return &m_undo; }

    /// Of a drag, many times; endGesture() says that it is over.
    Q_INVOKABLE void setWeight(const QString& server, double weight);
    Q_INVOKABLE void endGesture() { m_undo.endGesture(); }
    /// All to 1.
    Q_INVOKABLE void equalizeWeights();
    Q_INVOKABLE void setStrategy(const QString& strategy);
    /// By the key and in the notation of the file, a list without brackets.
    Q_INVOKABLE void setSetting(const QString& key, const QString& value);
    /// A command failed: if it is the setting that is still waited for, it was not changed.
    void refused();
    /// "active", "drained" or "maintenance".
    Q_INVOKABLE void setDuty(const QString& server, const QString& duty);

private:
    void applyWeight(const QString& pool, const QString& server, double weight);
    void applyStrategy(const QString& pool, const QString& strategy);
    void applySetting(const QString& pool, const QString& key, const QString& value);

    EngineBridge& m_bridge;
    ServerTableModel& m_servers;
    StrategyTableModel& m_strategies;
    SettingTableModel& m_settings;
    UndoStack m_undo;
};

}  // namespace sluice::desktop
