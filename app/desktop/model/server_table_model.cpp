#include "server_table_model.h"

#include <algorithm>

#include "number_format.h"

namespace sluice::desktop {

namespace {

int markOf(const metrics::ServerSnapshot& server) {
    if (server.state == "healthy") return Mark::Good;
    if (server.state == "drained" || server.state == "disabled") return Mark::Off;
    return server.state == "ejected" || server.state == "unhealthy" ? Mark::Bad : Mark::Notice;
}

}  // namespace

int ServerTableModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QHash<int, QByteArray> ServerTableModel::roleNames() const {
    return {{NameRole, "name"},
            {UrlRole, "url"},
            {StateRole, "state"},
            {MarkRole, "mark"},
            {WeightRole, "weight"},
            {MeasuredShareRole, "measuredShare"},
            {ExpectedShareRole, "expectedShare"},
            {ShareTextRole, "shareText"},
            {RateRole, "rate"},
            {P50Role, "p50"},
            {P99Role, "p99"},
            {InFlightRole, "inFlight"},
            {SuccessRole, "success"}};
}

QVariant ServerTableModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const Row& row = m_rows.at(index.row());
    switch (role) {
        case NameRole:
            return row.name;
        case UrlRole:
            return row.url;
        case StateRole:
            return row.state;
        case MarkRole:
            return row.mark;
        case WeightRole:
            return row.weight;
        case MeasuredShareRole:
            return row.measuredShare;
        case ExpectedShareRole:
            return row.expectedShare;
        case ShareTextRole:
            return row.shareText;
        case RateRole:
            return row.rate;
        case P50Role:
            return row.p50;
        case P99Role:
            return row.p99;
        case InFlightRole:
            return row.inFlight;
        case SuccessRole:
            return row.success;
        default:
            return {};
    }
}

void ServerTableModel::setPoolIndex(int index) {
    if (index == poolIndex() || index < 0 || index >= m_pools.size()) return;
    m_pool = m_pools.at(index);
    show(metrics::Snapshot(m_last));
    Q_EMIT poolsChanged();
}

void ServerTableModel::show(const metrics::Snapshot& snapshot) {
    m_last = snapshot;
    showPools(snapshot);
    QList<Row> rows;
    for (const metrics::PoolSnapshot& pool : snapshot.pools) {
        if (QString::fromStdString(pool.name) != m_pool) continue;
        for (const metrics::ServerSnapshot& server : pool.servers) {
            rows.append(toRow(server));
            applyWish(rows.last());
        }
    }
    replaceRows(m_rows, rows);
}

void ServerTableModel::showPools(const metrics::Snapshot& snapshot) {
    QStringList pools;
    for (const metrics::PoolSnapshot& pool : snapshot.pools)
        pools.append(QString::fromStdString(pool.name));
    const QString chosen = pools.contains(m_pool) ? m_pool : pools.value(0);
    const auto index = pools.indexOf(chosen);
    const QString strategy =
        index < 0 ? QString()
                  : QString::fromStdString(snapshot.pools[static_cast<size_t>(index)].strategy);
    if (pools == m_pools && chosen == m_pool && strategy == m_strategy) return;
    m_pools = pools;
    m_pool = chosen;
    m_strategy = strategy;
    Q_EMIT poolsChanged();
}

ServerTableModel::Row ServerTableModel::toRow(const metrics::ServerSnapshot& server) {
    const metrics::Traffic& traffic = server.traffic;
    const bool busy = traffic.rates.per_10s > 0;
    const QString none = QStringLiteral("–");
    return {.name = QString::fromStdString(server.name),
            .url = QString::fromStdString(server.url),
            .state = QString::fromStdString(server.state),
            .mark = markOf(server),
            .weight = server.weight,
            .measuredShare = server.measuredShare,
            .expectedShare = server.expectedShare,
            .shareText = format::percent(server.measuredShare) + QStringLiteral(" %"),
            .rate = format::count(traffic.rates.per_1s),
            .p50 = format::milliseconds(traffic.latency.p50_ms),
            .p99 = format::milliseconds(traffic.latency.p99_ms),
            .inFlight = format::count(static_cast<double>(traffic.inFlight)),
            .success = busy ? format::success(traffic.errorRate) + QStringLiteral(" %") : none};
}

void ServerTableModel::setWish(const QString& pool, const QString& server, double weight) {
    m_wishes.insert({pool, server}, {weight, QDeadlineTimer(wishTimeout_ms)});
    if (pool != m_pool) return;
    for (int i = 0; i < m_rows.size(); ++i) {
        if (m_rows.at(i).name != server) continue;
        Row row = m_rows.at(i);
        row.weight = weight;
        replaceRow(m_rows, i, row);
    }
}

void ServerTableModel::applyWish(Row& row) {
    const auto wish = m_wishes.find({m_pool, row.name});
    if (wish == m_wishes.end()) return;
    if (qFuzzyCompare(1 + row.weight, 1 + wish->weight) || wish->until.hasExpired())
        m_wishes.erase(wish);
    else
        row.weight = wish->weight;
}

}  // namespace sluice::desktop
