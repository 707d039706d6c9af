#include "latency_heat_map.h"

#include <QPainter>
#include <algorithm>
#include <cmath>

namespace sluice::desktop {

namespace {

constexpr int bandsPerDecade = 4;

}  // namespace

LatencyHeatMap::LatencyHeatMap(QQuickItem* parent) : QQuickPaintedItem(parent) {
    connect(this, &LatencyHeatMap::looksChanged, this, [this] { update(); });
}

void LatencyHeatMap::setBands(LatencyBands* bands) {
    if (bands == m_bands) return;
    if (m_bands) m_bands->disconnect(this);
    m_bands = bands;
    if (m_bands) connect(m_bands, &LatencyBands::changed, this, [this] { update(); });
    Q_EMIT bandsChanged();
    update();
}

// Columns start at multiples of their length on the clock, so that they travel without flickering.
std::vector<LatencyHeatMap::Column> LatencyHeatMap::columns() const {
    std::vector<Column> columns;
    const auto& seconds = m_bands->seconds();
    for (int i = 0; i < seconds.size(); ++i) {
        const auto& second = seconds.at(i);
        const qint64 start_s = second.time_s - second.time_s % columnLength_s();
        if (seconds.newest().time_s - second.time_s > m_range_s) continue;
        if (columns.empty() || columns.back().start_s != start_s) columns.push_back({start_s, {}});
        for (size_t band = 0; band < second.value.size(); ++band)
            columns.back().counts[band] += second.value[band];
    }
    return columns;
}

void LatencyHeatMap::paint(QPainter* painter) {
    if (!m_bands) return;
    const std::vector<Column> all = columns();
    uint32_t most = 1;
    for (const Column& column : all)
        most = std::max(most, *std::max_element(column.counts.begin(), column.counts.end()));
    painter->setRenderHint(QPainter::Antialiasing, false);
    for (const Column& column : all)
        paintColumn(painter, column, most);
}

void LatencyHeatMap::paintColumn(QPainter* painter, const Column& column, uint32_t most) const {
    const qreal second = width() / m_range_s;
    const auto newest_s = static_cast<qreal>(m_bands->seconds().newest().time_s);
    const qreal left = width() - (newest_s - static_cast<qreal>(column.start_s)) * second;
    const qreal right = std::min(left + columnLength_s() * second, width());
    const qreal cell = height() / ((m_topPower + 1) * bandsPerDecade);
    for (size_t band = 0; band < column.counts.size(); ++band) {
        if (column.counts[band] == 0) continue;
        const double strength = std::sqrt(static_cast<double>(column.counts[band]) / most);
        QColor color = m_color;
        color.setAlphaF(static_cast<float>(0.05 + 0.85 * strength));
        const qreal bottom = height() - static_cast<qreal>(band) * cell;
        const QPointF corner(std::max(std::round(left), 0.0), std::round(bottom - cell));
        painter->fillRect(QRectF(corner, QPointF(std::round(right) - 1, std::round(bottom) - 1)),
                          color);
    }
}

}  // namespace sluice::desktop
