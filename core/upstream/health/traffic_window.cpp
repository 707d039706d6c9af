#include "upstream/health/traffic_window.h"

namespace sluice::upstream {

void TrafficWindow::add(const TrafficCounts& totals, TimePoint now, Duration length) {
    m_latest = totals;
    while (m_samples.size() > 1 && m_samples[1].time <= now - length)
        m_samples.pop_front();
    if (m_samples.empty() || now - m_samples.back().time >= length / resolution) {
        m_samples.push_back({now, totals});
    }
}

TrafficCounts TrafficWindow::counts() const {
    if (m_samples.empty()) return {};
    const TrafficCounts& begin = m_samples.front().totals;
    return {m_latest.requests - begin.requests, m_latest.errors - begin.errors,
            m_latest.timed - begin.timed, m_latest.latency - begin.latency};
}

}  // namespace sluice::upstream
