#pragma once

#include <QQmlListProperty>
#include <QQuickPaintedItem>

#include "plot_series.h"

namespace sluice::desktop {

/// Draws lines and bands between the four ends of its axes. What lies beyond an end is drawn on it,
/// and nothing is drawn where a series has a gap.
class Plot : public QQuickPaintedItem {
    Q_OBJECT
    QML_ELEMENT
    Q_CLASSINFO("DefaultProperty", "series")
    Q_PROPERTY(QQmlListProperty<sluice::desktop::PlotSeries> series READ series)
    Q_PROPERTY(qreal xFrom MEMBER m_xFrom NOTIFY axesChanged)
    Q_PROPERTY(qreal xTo MEMBER m_xTo NOTIFY axesChanged)
    Q_PROPERTY(qreal yFrom MEMBER m_yFrom NOTIFY axesChanged)
    Q_PROPERTY(qreal yTo MEMBER m_yTo NOTIFY axesChanged)

public:
    explicit Plot(QQuickItem* parent = nullptr);

    QQmlListProperty<PlotSeries> series() { return {this, &m_series}; }

    void paint(QPainter* painter) override;

Q_SIGNALS:
    void axesChanged();

protected:
    void componentComplete() override;

private:
    QPointF place(const QPointF& point) const;
    void paintRun(QPainter* painter, const PlotSeries& series, qsizetype from, qsizetype to) const;

    QList<PlotSeries*> m_series;
    qreal m_xFrom = 0, m_xTo = 1, m_yFrom = 0, m_yTo = 1;
};

}  // namespace sluice::desktop
