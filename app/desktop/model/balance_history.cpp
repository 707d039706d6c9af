#include "balance_history.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "number_format.h"

namespace sluice::desktop {

void BalanceHistory::setRange(int range_s) {
    if (range_s == m_range_s) return;
    m_range_s = range_s;
    measure();
    Q_EMIT published();
}

const PoolHistory& BalanceHistory::shown() const {
    static const PoolHistory none;
    const auto found = m_pools.constFind(m_pool);
    return found == m_pools.constEnd() ? none : *found;
}

template <class Visit>
void BalanceHistory::eachSecond(Visit visit) const {
    const auto& seconds = shown().seconds();
    for (int i = 0; i < seconds.size(); ++i) {
        const qint64 age_s = seconds.newest().time_s - seconds.at(i).time_s;
        if (age_s <= m_range_s) visit(static_cast<double>(-age_s), seconds.at(i).value);
    }
}

void BalanceHistory::copyShare(int line, PlotSeries* band) const {
    QList<QPointF> below, above;
    eachSecond([&](double x, const PoolHistory::Second& second) {
        const auto part = second.share.begin() + line;
        const bool any = std::any_of(second.share.begin(), second.share.end(),
                                     [](double share) { return share > 0; });
        const double sum = any ? std::accumulate(second.share.begin(), part, 0.0) : PlotSeries::gap;
        below.append({x, sum});
        above.append({x, sum + *part});
    });
    band->setBand(below, above);
}

void BalanceHistory::copyLatency(int line, PlotSeries* series) const {
    QList<QPointF> points;
    eachSecond([&](double x, const PoolHistory::Second& second) {
        const double p99_ms = second.p99_ms[static_cast<size_t>(line)];
        points.append({x, p99_ms > 0 ? std::log10(p99_ms) : PlotSeries::gap});
    });
    series->setLine(points);
}

void BalanceHistory::record(const metrics::Snapshot& snapshot) {
    QStringList names;
    for (const metrics::PoolSnapshot& pool : snapshot.pools) {
        names.append(QString::fromStdString(pool.name));
        m_pools[names.last()].record(snapshot.time_ms / 1000, pool);
    }
    m_pools.removeIf([&names](const auto& pool) { return !names.contains(pool.key()); });
}

void BalanceHistory::publish(const QString& pool) {
    m_pool = pool;
    measure();
    if (m_names != shown().names()) {
        m_names = shown().names();
        Q_EMIT namesChanged();
    }
    Q_EMIT published();
}

void BalanceHistory::clear() {
    m_pools.clear();
    publish({});
}

// At least one whole power of ten, so that small changes do not fill the chart.
void BalanceHistory::measure() {
    double low_ms = 1e9, high_ms = 0;
    eachSecond([&](double, const PoolHistory::Second& second) {
        for (const double p99_ms : second.p99_ms) {
            if (p99_ms > 0) low_ms = std::min(low_ms, p99_ms);
            high_ms = std::max(high_ms, p99_ms);
        }
    });
    m_hasTraffic = high_ms > 0;
    if (!m_hasTraffic) low_ms = high_ms = 10;
    m_latencyBottom = std::clamp(static_cast<int>(std::floor(std::log10(low_ms))), -2, 3);
    m_latencyTop = std::clamp(static_cast<int>(std::ceil(std::log10(high_ms))), m_latencyBottom + 1,
                              m_latencyBottom + 6);
}

QStringList BalanceHistory::latencyLabels() const {
    QStringList labels;
    for (int exponent = m_latencyBottom; exponent <= m_latencyTop; ++exponent)
        labels.append(format::timeLabel(std::pow(10.0, exponent)));
    return labels;
}

}  // namespace sluice::desktop
