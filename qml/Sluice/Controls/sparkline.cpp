#include "sparkline.h"

#include <QPainter>
#include <QPainterPath>
#include <algorithm>

namespace sluice::desktop {

Sparkline::Sparkline(QQuickItem* parent) : QQuickPaintedItem(parent) {
    setAntialiasing(true);
    connect(this, &Sparkline::colorChanged, this, [this] { update(); });
    connect(this, &Sparkline::secondsChanged, this, [this] { update(); });
}

void Sparkline::setHistory(MetricHistory* history) {
    if (history == m_history) return;
    if (m_history) m_history->disconnect(this);
    m_history = history;
    if (m_history) connect(m_history, &MetricHistory::changed, this, [this] { update(); });
    Q_EMIT historyChanged();
    update();
}

// From the lowest to the highest value, but a nearly steady number stays a nearly straight line
// in the middle, and nothing at all one at the bottom.
QPolygonF Sparkline::line() const {
    const auto& points = m_history->points();
    QPolygonF line;
    if (points.size() == 0) return line;
    const qint64 now_s = points.newest().time_s;
    for (int i = std::max(0, points.size() - m_seconds - 1); i < points.size(); ++i) {
        if (now_s - points.at(i).time_s <= m_seconds)
            line.append({static_cast<qreal>(now_s - points.at(i).time_s), points.at(i).value});
    }
    const auto less = [](const QPointF& a, const QPointF& b) { return a.y() < b.y(); };
    const auto [low, high] = std::minmax_element(line.begin(), line.end(), less);
    const qreal span = high->y() - low->y();
    const qreal room = std::max({span, high->y() * 0.6, 1e-9});
    const qreal top = high->y() > 0 ? high->y() + (room - span) / 2 : room;
    for (QPointF& point : line) {
        point = {width() * (1 - point.x() / m_seconds),
                 1 + (height() - 3) * std::clamp((top - point.y()) / room, 0.0, 1.0)};
    }
    return line;
}

void Sparkline::paint(QPainter* painter) {
    if (!m_history) return;
    const QPolygonF points = line();
    if (points.size() < 2) return;
    QPolygonF area = points;
    area << QPointF(points.last().x(), height()) << QPointF(points.first().x(), height());
    QLinearGradient fade(0, 0, 0, height());
    QColor tint = m_color;
    tint.setAlphaF(0.22F);
    fade.setColorAt(0, tint);
    tint.setAlphaF(0);
    fade.setColorAt(1, tint);
    painter->setPen(Qt::NoPen);
    painter->setBrush(fade);
    painter->drawPolygon(area);
    painter->setPen(QPen(m_color, 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter->drawPolyline(points);
}

}  // namespace sluice::desktop
