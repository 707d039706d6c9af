#include "pool_history.h"

#include <QCoreApplication>
#include <algorithm>

namespace sluice::desktop {

namespace {

QStringList namesOf(const metrics::PoolSnapshot& pool) {
    QStringList names;
    for (const metrics::ServerSnapshot& server : pool.servers) {
        if (names.size() < PoolHistory::lines) names.append(QString::fromStdString(server.name));
    }
    if (pool.servers.size() > PoolHistory::lines)
        names.last() = QCoreApplication::translate("PoolHistory", "others");
    return names;
}

}  // namespace

void PoolHistory::record(qint64 time_s, const metrics::PoolSnapshot& pool) {
    rename(namesOf(pool));
    Second second;
    for (size_t i = 0; i < pool.servers.size(); ++i) {
        const metrics::ServerSnapshot& server = pool.servers[i];
        const auto line = static_cast<size_t>(lineOf(static_cast<int>(i)));
        second.share[line] += server.measuredShare;
        if (server.traffic.rates.per_1s > 0)
            second.p99_ms[line] = std::max(second.p99_ms[line], server.traffic.lastSecond.p99_ms);
    }
    m_seconds.record(time_s, second);
}

// A server keeps its past when others come or go before it.
void PoolHistory::rename(const QStringList& names) {
    if (names == m_names) return;
    const auto old = m_seconds;
    m_seconds.clear();
    for (int i = 0; i < old.size(); ++i) {
        Second second;
        for (qsizetype line = 0; line < names.size(); ++line) {
            const auto from = m_names.indexOf(names.at(line));
            if (from < 0) continue;
            const auto to = static_cast<size_t>(line);
            second.share[to] = old.at(i).value.share[static_cast<size_t>(from)];
            second.p99_ms[to] = old.at(i).value.p99_ms[static_cast<size_t>(from)];
        }
        m_seconds.record(old.at(i).time_s, second);
    }
    m_names = names;
}

}  // namespace sluice::desktop
