#include "pool_tuning.h"

namespace sluice::desktop {

namespace {

QString actionOf(const QString& duty) {
    if (duty == QStringLiteral("active")) return PoolTuning::tr("resume %1");
    return duty == QStringLiteral("drained") ? PoolTuning::tr("drain %1")
                                             : PoolTuning::tr("maintenance %1");
}

}  // namespace

PoolTuning::PoolTuning(EngineBridge& bridge, ServerTableModel& servers,
                       StrategyTableModel& strategies, SettingTableModel& settings, QObject* parent)
    : QObject(parent),
      m_bridge(bridge),
      m_servers(servers),
      m_strategies(strategies),
      m_settings(settings) {}

void PoolTuning::applyWeight(const QString& pool, const QString& server, double weight) {
    m_servers.setWish(pool, server, weight);
    m_bridge.setWeight(pool, server, weight);
}

void PoolTuning::applyStrategy(const QString& pool, const QString& strategy) {
    if (pool == m_servers.pool()) m_strategies.setWish(strategy);
    m_bridge.setStrategy(pool, strategy);
}

void PoolTuning::applySetting(const QString& pool, const QString& key, const QString& value) {
    if (pool == m_servers.pool()) m_settings.setWish(key, value);
    m_bridge.setSetting(pool, key, value);
}

void PoolTuning::setWeight(const QString& server, double weight) {
    const ServerRow* row = m_servers.row(server);
    if (!row || row->weight == weight) return;
    const QString pool = m_servers.pool();
    m_undo.pushGesture({.pool = pool,
                        .server = server,
                        .text = tr("weight %1").arg(server),
                        .takeBack = [this, pool, server, before = row->weight] {
                            applyWeight(pool, server, before);
                        }});
    applyWeight(pool, server, weight);
}

void PoolTuning::equalizeWeights() {
    if (m_servers.equal()) return;
    const QString pool = m_servers.pool();
    const QList<ServerRow> before = m_servers.rows();
    m_undo.push({.pool = pool, .server = {}, .text = tr("equal weights"), .takeBack = [=, this] {
                     for (const ServerRow& row : before)
                         applyWeight(pool, row.name, row.weight);
                 }});
    for (const ServerRow& row : before)
        applyWeight(pool, row.name, 1);
}

void PoolTuning::setStrategy(const QString& strategy) {
    const QString before = m_strategies.current();
    if (before.isEmpty() || before == strategy) return;
    const QString pool = m_servers.pool();
    m_undo.push(
        {.pool = pool, .server = {}, .text = tr("strategy %1").arg(pool), .takeBack = [=, this] {
             applyStrategy(pool, before);
         }});
    applyStrategy(pool, strategy);
}

void PoolTuning::setSetting(const QString& key, const QString& value) {
    const QString before = m_settings.valueOf(key);
    const bool isList = before.startsWith(u'[');
    const QString wanted = isList ? u'[' + value + u']' : value;
    if (before.isEmpty() || before == wanted) return;
    const QString pool = m_servers.pool();
    m_undo.push({.pool = pool,
                 .server = {},
                 .text = SettingTableModel::titleOf(key).toLower(),
                 .takeBack = [=, this] { applySetting(pool, key, before); }});
    applySetting(pool, key, wanted);
}

void PoolTuning::refused() {
    if (!m_settings.wishes()) return;
    m_settings.forgetWish();
    m_undo.dropNewest();
}

void PoolTuning::setDuty(const QString& server, const QString& duty) {
    const ServerRow* row = m_servers.row(server);
    if (!row || row->duty == duty) return;
    const QString pool = m_servers.pool();
    m_undo.push(
        {.pool = pool,
         .server = server,
         .text = actionOf(duty).arg(server),
         .takeBack = [=, this, before = row->duty] { m_bridge.setDuty(pool, server, before); }});
    m_bridge.setDuty(pool, server, duty);
}

}  // namespace sluice::desktop
