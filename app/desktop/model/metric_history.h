#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>
#include <QXYSeries>

#include "second_ring.h"

namespace sluice::desktop {

/// The last five minutes of one number, a point for each second. Lives on the GUI thread.
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

    const SecondRing<double>& points() const { return m_points; }
    /// The largest value of the last `seconds`; 0 when there is none.
    double peak(int seconds) const;

    /// Replaces the points of a chart's series; x counts seconds back from the newest, which is 0.
    /// On the log scale, values that are not positive are left out.
    Q_INVOKABLE void copyTo(QXYSeries* series, int seconds) const;

Q_SIGNALS:
    void changed();

private:
    SecondRing<double> m_points;
    Scale m_scale;
};

}  // namespace sluice::desktop
