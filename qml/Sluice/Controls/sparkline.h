#pragma once

#include <QColor>
#include <QPointer>
#include <QQuickPaintedItem>

#include "metric_history.h"

namespace sluice::desktop {

/// The recent past of one number as a thin line, without axes, over a faint fill.
class Sparkline : public QQuickPaintedItem {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(
        sluice::desktop::MetricHistory* history READ history WRITE setHistory NOTIFY historyChanged)
    Q_PROPERTY(QColor color MEMBER m_color NOTIFY colorChanged)
    /// How far back it reaches.
    Q_PROPERTY(int seconds MEMBER m_seconds NOTIFY secondsChanged)

public:
    explicit Sparkline(QQuickItem* parent = nullptr);

    MetricHistory* history() const { return m_history; }
    void setHistory(MetricHistory* history);

    void paint(QPainter* painter) override;

Q_SIGNALS:
    void historyChanged();
    void colorChanged();
    void secondsChanged();

private:
    QPolygonF line() const;

    QPointer<MetricHistory> m_history;
    QColor m_color;
    int m_seconds = 60;
};

}  // namespace sluice::desktop
