#include "route_table_model.h"

#include <algorithm>
#include <vector>

#include "number_format.h"

namespace sluice::desktop {

int RouteTableModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QHash<int, QByteArray> RouteTableModel::roleNames() const {
    return {{MatchRole, "match"},
            {NameRole, "name"},
            {LastHitRole, "lastHit"},
            {RateRole, "rate"},
            {P99Role, "p99"}};
}

QVariant RouteTableModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const Row& row = m_rows.at(index.row());
    switch (role) {
        case MatchRole:
            return row.match;
        case NameRole:
            return row.name;
        case LastHitRole:
            return row.lastHit;
        case RateRole:
            return row.rate;
        case P99Role:
            return row.p99;
        default:
            return {};
    }
}

// Ordered by ten seconds, not one: rows that change places every second cannot be read.
void RouteTableModel::show(const metrics::Snapshot& snapshot) {
    std::vector<const metrics::RouteSnapshot*> routes;
    for (const metrics::RouteSnapshot& route : snapshot.routes)
        routes.push_back(&route);
    std::stable_sort(routes.begin(), routes.end(), [](const auto* a, const auto* b) {
        return a->traffic.rates.per_10s > b->traffic.rates.per_10s;
    });
    QList<Row> rows;
    for (const metrics::RouteSnapshot* route : routes) {
        if (rows.size() < maxRows) rows.append(toRow(*route));
    }
    replaceRows(m_rows, rows);
}

RouteTableModel::Row RouteTableModel::toRow(const metrics::RouteSnapshot& route) {
    const double age_s = route.lastHitAgo_s;
    return {.match = QString::fromStdString(route.match.empty() ? route.name : route.match),
            .name = QString::fromStdString(route.name),
            .lastHit = age_s < 0 ? tr("no request yet") : tr("last hit %1").arg(format::ago(age_s)),
            .rate = format::count(route.traffic.rates.per_1s),
            .p99 = format::milliseconds(route.traffic.latency.p99_ms)};
}

}  // namespace sluice::desktop
