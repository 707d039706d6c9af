#pragma once

#include <QColor>
#include <QPointer>
#include <QQuickPaintedItem>
#include <vector>

#include "latency_bands.h"

namespace sluice::desktop {

/// Time from left to right, latency from bottom to top on a log scale; the more requests in a cell,
/// the stronger its colour. Lies under the latency chart and shares its axes.
class LatencyHeatMap : public QQuickPaintedItem {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(sluice::desktop::LatencyBands* bands READ bands WRITE setBands NOTIFY bandsChanged)
    Q_PROPERTY(QColor color MEMBER m_color NOTIFY looksChanged)
    /// How far back it reaches, in seconds.
    Q_PROPERTY(int range MEMBER m_range_s NOTIFY looksChanged)
    /// The power of ten of a millisecond at the top edge; 0.1 ms is at the bottom edge.
    Q_PROPERTY(int topPower MEMBER m_topPower NOTIFY looksChanged)

public:
    explicit LatencyHeatMap(QQuickItem* parent = nullptr);

    LatencyBands* bands() const { return m_bands; }
    void setBands(LatencyBands* bands);

    void paint(QPainter* painter) override;

Q_SIGNALS:
    void bandsChanged();
    void looksChanged();

private:
    /// Several seconds together, wide enough to see.
    struct Column {
        qint64 start_s = 0;
        LatencyBands::Counts counts{};
    };

    int columnLength_s() const { return m_range_s > 60 ? 5 : 1; }
    std::vector<Column> columns() const;
    void paintColumn(QPainter* painter, const Column& column, uint32_t most) const;

    QPointer<LatencyBands> m_bands;
    QColor m_color;
    int m_range_s = 300;
    int m_topPower = 2;
};

}  // namespace sluice::desktop
