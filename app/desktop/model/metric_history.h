#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>

#include "plot_series.h"
#include "second_ring.h"

namespace sluice::desktop {

/// The last five minutes of one number, a point for each second; and what is known of it before,
/// in points farther apart. Lives on the GUI thread.
class MetricHistory : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Belongs to a model")

public:
    enum class Scale { Linear, Log10 };

    explicit MetricHistory(Scale scale = Scale::Linear, QObject* parent = nullptr);

    void record(qint64 time_s, double value) { m_points.record(time_s, value); }
    /// Tells the views. Apart from record(), so that a paused display goes on collecting.
    void publish() { Q_EMIT changed(); }
    void clear();
    /// What charts of more than five minutes show: time in seconds, and value; oldest first.
    void setPast(const QList<QPointF>& points) { m_past = points; }

    const SecondRing<double>& points() const { return m_points; }
    /// The largest value of the last `seconds`; 0 when there is none.
    double peak(int seconds) const;

    /// Replaces the points of a chart's line; x counts seconds back from the newest, which is 0.
    /// On the log scale, values that are not positive are gaps. A chart has no room for more
    /// than some hundred points: beyond five minutes, one stands for several. It is their mean; on
    /// the log scale, where times are, the largest.
    Q_INVOKABLE void copyTo(sluice::desktop::PlotSeries* line, int seconds) const;
    /// The same for a band over `lower`, which is recorded with this; null: over 0.
    Q_INVOKABLE void copyBand(const sluice::desktop::MetricHistory* lower,
                              sluice::desktop::PlotSeries* band, int seconds) const;

Q_SIGNALS:
    void changed();

private:
    /// By age in seconds and value, oldest first.
    QList<QPointF> within(int seconds) const;
    QList<QPointF> pastWithin(int seconds) const;

    SecondRing<double> m_points;
    QList<QPointF> m_past;
    Scale m_scale;
};

}  // namespace sluice::desktop
