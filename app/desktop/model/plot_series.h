#pragma once

#include <QtQml/qqmlregistration.h>
#include <QColor>
#include <QList>
#include <QObject>
#include <QPointF>
#include <limits>

namespace sluice::desktop {

/// A line of a chart, or a band between two. Points go from left to right, in the chart's units;
/// one that is `gap` ends what comes before it. Lives on the GUI thread.
class PlotSeries : public QObject {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QColor color MEMBER m_color NOTIFY changed)
    Q_PROPERTY(qreal width MEMBER m_width NOTIFY changed)  ///< of the line
    Q_PROPERTY(bool dashed MEMBER m_dashed NOTIFY changed)
    Q_PROPERTY(bool visible MEMBER m_visible NOTIFY changed)

public:
    static constexpr qreal gap = std::numeric_limits<qreal>::quiet_NaN();

    using QObject::QObject;

    void setLine(const QList<QPointF>& points) { setBand({}, points); }
    /// Both have the same x.
    void setBand(const QList<QPointF>& lower, const QList<QPointF>& upper) {
        m_lower = lower;
        m_upper = upper;
        Q_EMIT changed();
    }

    const QList<QPointF>& points() const { return m_upper; }
    const QList<QPointF>& lower() const { return m_lower; }  ///< empty: a line
    QColor color() const { return m_color; }
    qreal width() const { return m_width; }
    bool dashed() const { return m_dashed; }
    bool visible() const { return m_visible; }

Q_SIGNALS:
    void changed();

private:
    QList<QPointF> m_lower, m_upper;
    QColor m_color;
    qreal m_width = 1.8;
    bool m_dashed = false;
    bool m_visible = true;
};

}  // namespace sluice::desktop
