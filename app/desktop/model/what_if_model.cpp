#include "what_if_model.h"

#include <algorithm>

#include "mark.h"
#include "number_format.h"
#include "strategy_table_model.h"

namespace sluice::desktop {

namespace {

// An estimate: differences of a few percent mean nothing.
int markOf(double p99_ms, double now_ms) {
    if (now_ms <= 0) return Mark::Off;
    if (p99_ms < 0.9 * now_ms) return Mark::Good;
    return p99_ms > 1.1 * now_ms ? Mark::Bad : Mark::Off;
}

QString percent(double fraction) {
    return format::percent(fraction) + QStringLiteral(" %");
}

}  // namespace

int WhatIfModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QHash<int, QByteArray> WhatIfModel::roleNames() const {
    return {{NameRole, "name"},
            {TitleRole, "title"},
            {CurrentRole, "current"},
            {P50Role, "p50"},
            {P99Role, "p99"},
            {P99PartRole, "p99Part"},
            {NowPartRole, "nowPart"},
            {MarkRole, "mark"},
            {SlowestRole, "slowest"},
            {ErrorsRole, "errors"},
            {ImbalanceRole, "imbalance"}};
}

QVariant WhatIfModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const Row& row = m_rows.at(index.row());
    switch (role) {
        case NameRole:
            return row.name;
        case TitleRole:
            return row.title;
        case CurrentRole:
            return row.current;
        case P50Role:
            return row.p50;
        case P99Role:
            return row.p99;
        case P99PartRole:
            return row.p99Part;
        case NowPartRole:
            return row.nowPart;
        case MarkRole:
            return row.mark;
        case SlowestRole:
            return row.slowest;
        case ErrorsRole:
            return row.errors;
        case ImbalanceRole:
            return row.imbalance;
        default:
            return {};
    }
}

QString WhatIfModel::basis() const {
    if (m_state != Ready) return {};
    const double window_s = m_result.window_s;
    const QString window = window_s < 120 ? tr("%1 s").arg(format::count(window_s))
                                          : tr("%1 min").arg(format::count(window_s / 60));
    return tr("the last %1 (%2 requests)")
        .arg(window, format::count(static_cast<double>(m_result.requests)));
}

void WhatIfModel::run() {
    if (m_pool.isEmpty() || m_state == Running) return;
    setState(Running);
    Q_EMIT runAsked(m_pool);
}

void WhatIfModel::setResult(const WhatIfResult& result) {
    if (result.pool != m_pool || m_state != Running) return;
    m_result = result;
    arrange();
    setState(result.rows.isEmpty() ? Empty : Ready);
}

void WhatIfModel::show(const QString& pool, const QString& strategy) {
    if (pool == m_pool && strategy == m_strategy) return;
    if (pool != m_pool) clear();
    m_pool = pool;
    m_strategy = strategy;
    arrange();
}

void WhatIfModel::giveUp() {
    if (m_state == Running) clear();
}

void WhatIfModel::clear() {
    m_result = {};
    arrange();
    setState(Unasked);
}

void WhatIfModel::setState(State state) {
    m_state = state;
    Q_EMIT changed();
}

void WhatIfModel::arrange() {
    QList<WhatIfRow> results = m_result.rows;
    std::stable_sort(results.begin(), results.end(), [this](const auto& a, const auto& b) {
        if ((a.strategy == m_strategy) != (b.strategy == m_strategy))
            return a.strategy == m_strategy;
        return a.p99_ms < b.p99_ms;
    });
    double most_ms = 1e-9;
    for (const WhatIfRow& result : results)
        most_ms = std::max(most_ms, result.p99_ms);
    const bool known = !results.isEmpty() && results.first().strategy == m_strategy;
    const double now_ms = known ? results.first().p99_ms : -most_ms;
    QList<Row> rows;
    for (const WhatIfRow& result : results) {
        rows.append({.name = result.strategy,
                     .title = StrategyTableModel::titleOf(result.strategy),
                     .current = result.strategy == m_strategy,
                     .p50 = format::milliseconds(result.p50_ms),
                     .p99 = format::milliseconds(result.p99_ms),
                     .p99Part = result.p99_ms / most_ms,
                     .nowPart = now_ms / most_ms,
                     .mark = markOf(result.p99_ms, now_ms),
                     .slowest = percent(result.slowestShare),
                     .errors = percent(result.errorRate),
                     .imbalance = format::score(result.imbalance)});
    }
    replaceRows(m_rows, rows);
}

}  // namespace sluice::desktop
