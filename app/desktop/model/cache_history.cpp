#include "cache_history.h"

#include <numeric>

#include "number_format.h"

namespace sluice::desktop {

namespace {

double sumOf(const std::array<double, 3>& counts) {
    return std::accumulate(counts.begin(), counts.end(), 0.0);
}

}  // namespace

CacheHistory::Counts CacheHistory::countsOf(const metrics::CacheTraffic& traffic) {
    return {static_cast<double>(traffic.memoryHits()), static_cast<double>(traffic.redisHits()),
            static_cast<double>(traffic.misses())};
}

void CacheHistory::record(const metrics::Snapshot& snapshot) {
    const Counts counts = countsOf(snapshot.total.cache);
    const qint64 time_s = snapshot.time_ms / 1000;
    if (!m_last || sumOf(counts) < sumOf(*m_last)) {
        m_last = counts;
        return;
    }
    // A snapshot between two seconds, after a change, has nothing new.
    if (m_seconds.size() > 0 && m_seconds.newest().time_s == time_s) return;
    Counts passed{};
    for (size_t i = 0; i < passed.size(); ++i)
        passed[i] = counts[i] - (*m_last)[i];
    m_seconds.record(time_s, passed);
    m_last = counts;
}

void CacheHistory::setRange(int range_s) {
    if (range_s == m_range_s) return;
    m_range_s = range_s;
    Q_EMIT published();
}

void CacheHistory::clear() {
    m_seconds.clear();
    m_last.reset();
    Q_EMIT published();
}

bool CacheHistory::hasTraffic() const {
    for (int i = 0; i < m_seconds.size(); ++i) {
        if (m_seconds.newest().time_s - m_seconds.at(i).time_s > m_range_s) continue;
        if (sumOf(m_seconds.at(i).value) > 0) return true;
    }
    return false;
}

void CacheHistory::copyShare(int tier, PlotSeries* band) const {
    QList<QPointF> below, above;
    for (int i = 0; i < m_seconds.size(); ++i) {
        const auto& [time_s, counts] = m_seconds.at(i);
        const qint64 age_s = m_seconds.newest().time_s - time_s;
        const double sum = sumOf(counts);
        if (age_s > m_range_s) continue;
        double start = sum > 0 ? 0 : PlotSeries::gap;
        for (int under = 0; under < tier; ++under)
            start += counts.at(static_cast<size_t>(under));
        const auto x = static_cast<double>(-age_s);
        below.append({x, start / sum});
        above.append({x, (start + counts.at(static_cast<size_t>(tier))) / sum});
    }
    band->setBand(below, above);
}

QString CacheHistory::shareText(Tier tier) const {
    double part = 0, sum = 0;
    for (int i = m_seconds.size() - 1; i >= 0; --i) {
        const auto& [time_s, counts] = m_seconds.at(i);
        if (m_seconds.newest().time_s - time_s >= lately_s) break;
        part += counts.at(static_cast<size_t>(tier));
        sum += sumOf(counts);
    }
    return sum > 0 ? format::percent(part / sum) + QStringLiteral(" %") : QStringLiteral("–");
}

}  // namespace sluice::desktop
