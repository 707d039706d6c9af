#include "metric_history.h"

#include <algorithm>
#include <cmath>

namespace sluice::desktop {

MetricHistory::MetricHistory(Scale scale, QObject* parent) : QObject(parent), m_scale(scale) {}

void MetricHistory::clear() {
    m_points.clear();
    Q_EMIT changed();
}

double MetricHistory::peak(int seconds) const {
    double peak = 0;
    for (int i = m_points.size() - 1; i >= 0; --i) {
        if (m_points.newest().time_s - m_points.at(i).time_s > seconds) break;
        peak = std::max(peak, m_points.at(i).value);
    }
    return peak;
}

void MetricHistory::copyTo(QXYSeries* series, int seconds) const {
    QList<QPointF> points;
    points.reserve(m_points.size());
    for (int i = 0; i < m_points.size(); ++i) {
        const auto& point = m_points.at(i);
        const qint64 age_s = m_points.newest().time_s - point.time_s;
        if (age_s > seconds || (m_scale == Scale::Log10 && point.value <= 0)) continue;
        points.append({static_cast<double>(-age_s),
                       m_scale == Scale::Log10 ? std::log10(point.value) : point.value});
    }
    series->replace(points);
}

}  // namespace sluice::desktop
