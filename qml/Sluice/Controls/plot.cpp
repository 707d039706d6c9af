#include "plot.h"

#include <QPainter>
#include <algorithm>
#include <cmath>

namespace sluice::desktop {

namespace {

constexpr qreal lonely = 0.5;  // of a second's width, on each side of a point without neighbours

}  // namespace

Plot::Plot(QQuickItem* parent) : QQuickPaintedItem(parent) {
    setAntialiasing(true);
    connect(this, &Plot::axesChanged, this, [this] { update(); });
}

void Plot::componentComplete() {
    QQuickPaintedItem::componentComplete();
    for (const PlotSeries* series : m_series)
        connect(series, &PlotSeries::changed, this, [this] { update(); });
}

QPointF Plot::place(const QPointF& point) const {
    const qreal x = (point.x() - m_xFrom) / (m_xTo - m_xFrom);
    const qreal y = (m_yTo - point.y()) / (m_yTo - m_yFrom);
    return {std::clamp(x, 0.0, 1.0) * width(), std::clamp(y, 0.0, 1.0) * height()};
}

void Plot::paint(QPainter* painter) {
    if (!(m_xTo > m_xFrom) || !(m_yTo > m_yFrom)) return;
    for (const PlotSeries* series : m_series) {
        if (!series->visible()) continue;
        const auto& points = series->points();
        for (qsizetype from = 0; from < points.size(); ++from) {
            if (std::isnan(points.at(from).y())) continue;
            qsizetype to = from;
            while (to + 1 < points.size() && !std::isnan(points.at(to + 1).y()))
                ++to;
            paintRun(painter, *series, from, to);
            from = to;
        }
    }
}

void Plot::paintRun(QPainter* painter, const PlotSeries& series, qsizetype from,
                    qsizetype to) const {
    const auto line = [&](const QList<QPointF>& points) {
        QPolygonF placed;
        const QPointF aside(from == to ? lonely : 0, 0);
        placed.append(place(points.at(from) - aside));
        for (qsizetype i = from + 1; i < to; ++i)
            placed.append(place(points.at(i)));
        placed.append(place(points.at(to) + aside));
        return placed;
    };
    QPolygonF upper = line(series.points());
    if (series.lower().isEmpty()) {
        const auto style = series.dashed() ? Qt::DashLine : Qt::SolidLine;
        painter->setBrush(Qt::NoBrush);
        painter->setPen(QPen(series.color(), series.width(), style, Qt::FlatCap, Qt::RoundJoin));
        painter->drawPolyline(upper);
        return;
    }
    const QPolygonF lower = line(series.lower());
    std::copy(lower.rbegin(), lower.rend(), std::back_inserter(upper));
    painter->setPen(Qt::NoPen);
    painter->setBrush(series.color());
    painter->drawPolygon(upper);
}

}  // namespace sluice::desktop
