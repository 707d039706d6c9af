#include "metric_history.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace sluice::desktop {

namespace {

constexpr int shownPoints = 360;

}  // namespace

MetricHistory::MetricHistory(Scale scale, QObject* parent) : QObject(parent), m_scale(scale) {}

void MetricHistory::clear() {
    m_points.clear();
    m_past.clear();
    Q_EMIT changed();
}

QList<QPointF> MetricHistory::within(int seconds) const {
    if (seconds > SecondRing<double>::capacity) return pastWithin(seconds);
    QList<QPointF> points;
    points.reserve(m_points.size());
    for (int i = 0; i < m_points.size(); ++i) {
        const auto& point = m_points.at(i);
        const qint64 age_s = m_points.newest().time_s - point.time_s;
        if (age_s <= seconds) points.append({static_cast<double>(age_s), point.value});
    }
    return points;
}

/// Those that become one lie in one piece of the clock, so that they travel without flickering.
QList<QPointF> MetricHistory::pastWithin(int seconds) const {
    const double piece_s = std::max(1.0, static_cast<double>(seconds) / shownPoints);
    QList<QPointF> points;
    int together = 0;
    double last = -1;
    for (const QPointF& point : m_past) {
        const double age_s = m_past.back().x() - point.x();
        if (age_s > seconds) continue;
        const double piece = std::floor(point.x() / piece_s);
        if (piece != std::exchange(last, piece)) {
            points.append({age_s, point.y()});
            together = 1;
            continue;
        }
        double& value = points.back().ry();
        value = m_scale == Scale::Log10 ? std::max(value, point.y())
                                        : value + (point.y() - value) / ++together;
        points.back().setX(age_s);
    }
    return points;
}

double MetricHistory::peak(int seconds) const {
    double peak = 0;
    for (const QPointF& point : within(seconds))
        peak = std::max(peak, point.y());
    return peak;
}

void MetricHistory::copyTo(PlotSeries* line, int seconds) const {
    QList<QPointF> points = within(seconds);
    for (QPointF& point : points) {
        point.rx() = -point.x();
        if (m_scale == Scale::Log10)
            point.ry() = point.y() > 0 ? std::log10(point.y()) : PlotSeries::gap;
    }
    line->setLine(points);
}

void MetricHistory::copyBand(const MetricHistory* lower, PlotSeries* band, int seconds) const {
    QList<QPointF> above = within(seconds);
    for (QPointF& point : above)
        point.rx() = -point.x();
    QList<QPointF> below = lower ? lower->within(seconds) : above;
    below.resize(above.size());
    for (qsizetype i = 0; i < above.size(); ++i)
        below[i] = {above.at(i).x(), lower ? below.at(i).y() : 0};
    band->setBand(below, above);
}

}  // namespace sluice::desktop
