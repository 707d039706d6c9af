#include "hit_rate.h"

namespace sluice::desktop {

namespace {

constexpr qint64 window_s = 10;

}  // namespace

void HitRate::record(qint64 time_s, const metrics::CacheTraffic& sinceStart) {
    const bool beganAnew =
        !m_seconds.empty() && sinceStart.lookups() < m_seconds.back().sinceStart.lookups();
    if (beganAnew) m_seconds.clear();
    if (!m_seconds.empty() && m_seconds.back().time_s == time_s) m_seconds.pop_back();
    m_seconds.push_back({time_s, sinceStart});
    while (m_seconds.front().time_s < time_s - window_s)
        m_seconds.pop_front();
}

double HitRate::value() const {
    if (m_seconds.empty()) return 0;
    const metrics::CacheTraffic& before = m_seconds.front().sinceStart;
    const metrics::CacheTraffic& now = m_seconds.back().sinceStart;
    const uint64_t lookups = now.lookups() - before.lookups();
    if (lookups == 0) return 0;
    return static_cast<double>(now.hits() - before.hits()) / static_cast<double>(lookups);
}

}  // namespace sluice::desktop
