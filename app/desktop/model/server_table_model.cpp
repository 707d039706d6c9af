#include "server_table_model.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace sluice::desktop {

namespace {

struct Column {
    const char* name;
    QVariant (*of)(const ServerRow& row);
};

template <auto member>
QVariant field(const ServerRow& row) {
    return row.*member;
}

/// In the order of the roles.
constexpr std::array columns{
    Column{"name", field<&ServerRow::name>},
    Column{"url", field<&ServerRow::url>},
    Column{"state", field<&ServerRow::state>},
    Column{"stateTip", field<&ServerRow::stateTip>},
    Column{"mark", field<&ServerRow::mark>},
    Column{"active", field<&ServerRow::active>},
    Column{"weight", field<&ServerRow::weight>},
    Column{"measuredShare", field<&ServerRow::measuredShare>},
    Column{"expectedShare", field<&ServerRow::expectedShare>},
    Column{"shareText", field<&ServerRow::shareText>},
    Column{"rate", field<&ServerRow::rate>},
    Column{"p50", field<&ServerRow::p50>},
    Column{"p99", field<&ServerRow::p99>},
    Column{"inFlight", field<&ServerRow::inFlight>},
    Column{"success", field<&ServerRow::success>},
    Column{"lastCheck", field<&ServerRow::lastCheck>},
    Column{"speedTerm", field<&ServerRow::speedTerm>},
    Column{"roomTerm", field<&ServerRow::roomTerm>},
    Column{"successTerm", field<&ServerRow::successTerm>},
    Column{"healthTerm", field<&ServerRow::healthTerm>},
    Column{"score", field<&ServerRow::score>},
    Column{"scoreTip", field<&ServerRow::scoreTip>},
};
static_assert(columns.size() == ServerTableModel::ScoreTipRole - ServerTableModel::NameRole + 1);

}  // namespace

int ServerTableModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QHash<int, QByteArray> ServerTableModel::roleNames() const {
    QHash<int, QByteArray> names;
    for (size_t i = 0; i < columns.size(); ++i)
        names.insert(NameRole + static_cast<int>(i), columns[i].name);
    return names;
}

QVariant ServerTableModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    if (role < NameRole || role > ScoreTipRole) return {};
    return columns[static_cast<size_t>(role - NameRole)].of(m_rows.at(index.row()));
}

const ServerRow* ServerTableModel::row(const QString& server) const {
    const auto found = std::find_if(m_rows.begin(), m_rows.end(),
                                    [&server](const ServerRow& row) { return row.name == server; });
    return found == m_rows.end() ? nullptr : &*found;
}

bool ServerTableModel::equal() const {
    return std::all_of(m_rows.begin(), m_rows.end(),
                       [](const ServerRow& row) { return row.weight == 1; });
}

double ServerTableModel::weightTop() const {
    double top = 5;
    for (const ServerRow& row : m_rows)
        top = std::max(top, std::ceil(row.weight));
    return top;
}

QString ServerTableModel::longestName() const {
    QString longest;
    for (const ServerRow& row : m_rows)
        if (row.name.size() > longest.size()) longest = row.name;
    return longest;
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
    QList<ServerRow> rows;
    for (const metrics::PoolSnapshot& pool : snapshot.pools) {
        if (QString::fromStdString(pool.name) != m_pool) continue;
        for (const metrics::ServerSnapshot& server : pool.servers) {
            rows.append(ServerRow::of(server));
            applyWish(rows.last());
        }
    }
    replaceRows(m_rows, rows);
    Q_EMIT weightsChanged();
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

void ServerTableModel::setWish(const QString& pool, const QString& server, double weight) {
    m_wishes.insert({pool, server}, {weight, QDeadlineTimer(wishTimeout_ms)});
    if (pool != m_pool) return;
    for (int i = 0; i < m_rows.size(); ++i) {
        if (m_rows.at(i).name != server) continue;
        ServerRow row = m_rows.at(i);
        row.weight = weight;
        replaceRow(m_rows, i, row);
    }
    Q_EMIT weightsChanged();
}

void ServerTableModel::applyWish(ServerRow& row) {
    const auto wish = m_wishes.find({m_pool, row.name});
    if (wish == m_wishes.end()) return;
    if (qFuzzyCompare(1 + row.weight, 1 + wish->weight) || wish->until.hasExpired())
        m_wishes.erase(wish);
    else
        row.weight = wish->weight;
}

}  // namespace sluice::desktop
