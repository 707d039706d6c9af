#include "overview_model.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "number_format.h"

namespace sluice::desktop {

namespace {

constexpr int throughputSteps = 4;
constexpr int latencyBottom = -1;  // 0.1 ms, as the snapshot's bands

}  // namespace

OverviewModel::OverviewModel(QObject* parent)
    : QObject(parent),
      m_requests(tr("Requests / s"), nullptr),
      m_errors(tr("Error rate"), nullptr),
      m_latency(tr("p50 · p99 latency"), nullptr),
      m_hitRate(tr("Cache hit rate"), nullptr),
      m_bytes(tr("Data rate"), nullptr),
      m_inFlight(tr("In flight"), nullptr) {}

std::array<MetricHistory*, 11> OverviewModel::histories() {
    return {m_requests.history(),
            m_errors.history(),
            m_latency.history(),
            m_hitRate.history(),
            m_bytes.history(),
            m_inFlight.history(),
            &m_hits,
            &m_answered,
            &m_finished,
            &m_p50,
            &m_p99};
}

// Snapshots also come right after a change; a rate over a few milliseconds would be noise.
double OverviewModel::byteRate(const metrics::Snapshot& snapshot) {
    const uint64_t bytes = snapshot.total.bytesIn + snapshot.total.bytesOut;
    const qint64 passed_ms = snapshot.time_ms - m_lastTime_ms;
    if (m_lastTime_ms == 0 || bytes < m_lastBytes) {
        m_byteRate = 0;
    } else if (passed_ms < 500) {
        return m_byteRate;
    } else {
        m_byteRate =
            static_cast<double>(bytes - m_lastBytes) * 1000 / static_cast<double>(passed_ms);
    }
    m_lastTime_ms = snapshot.time_ms;
    m_lastBytes = bytes;
    return m_byteRate;
}

void OverviewModel::record(const metrics::Snapshot& snapshot) {
    const qint64 time_s = snapshot.time_ms / 1000;
    const metrics::Traffic& total = snapshot.total;
    const double answered = snapshot.okPerSecond + snapshot.cacheHitPerSecond;
    m_requests.history()->record(time_s, total.rates.per_1s);
    m_errors.history()->record(time_s, total.errorRate);
    m_latency.history()->record(time_s, total.lastSecond.p99_ms);
    m_recentHits.record(time_s, total.cache);
    m_hitRate.history()->record(time_s, m_recentHits.value());
    m_bytes.history()->record(time_s, byteRate(snapshot));
    m_inFlight.history()->record(time_s, static_cast<double>(total.inFlight));
    m_hits.record(time_s, snapshot.cacheHitPerSecond);
    m_answered.record(time_s, answered);
    m_finished.record(time_s, answered + snapshot.errorPerSecond);
    m_p50.record(time_s, total.lastSecond.p50_ms);
    m_p99.record(time_s, total.lastSecond.p99_ms);
    m_bands.record(time_s, snapshot.latencyBands);
    m_hasCache = snapshot.cache.enabled;
    m_hasTraffic = m_hasTraffic || total.requests > 0;
    if (snapshot.tens && std::exchange(m_tens, snapshot.tens) != snapshot.tens)
        takePast(*snapshot.tens);
}

void OverviewModel::takePast(const std::vector<metrics::CoursePoint>& tens) {
    using Point = metrics::CoursePoint;
    const auto set = [&tens](MetricHistory& history, float (*value)(const Point&)) {
        QList<QPointF> points;
        points.reserve(static_cast<qsizetype>(tens.size()));
        for (const Point& point : tens)
            points.append({double{point.time_s}, double{value(point)}});
        history.setPast(points);
    };
    set(m_hits, [](const Point& point) { return point.cacheHits_per_s; });
    set(m_answered, [](const Point& point) { return point.requests_per_s - point.errors_per_s; });
    set(m_finished, [](const Point& point) { return point.requests_per_s; });
    set(m_p50, [](const Point& point) { return point.p50_ms; });
    set(m_p99, [](const Point& point) { return point.p99_ms; });
}

void OverviewModel::publish(const metrics::Snapshot& snapshot) {
    const metrics::Traffic& total = snapshot.total;
    const format::Quantity bytes = format::bytesPerSecond(m_byteRate);
    m_requests.setText(format::count(total.rates.per_1s), {});
    m_errors.setText(format::percent(total.errorRate), QStringLiteral("%"));
    m_latency.setText(format::milliseconds(total.latency.p50_ms),
                      total.latency.p99_ms > 0
                          ? tr("ms · %1 ms").arg(format::milliseconds(total.latency.p99_ms))
                          : tr("ms"));
    m_hitRate.setText(format::percent(m_recentHits.value()), QStringLiteral("%"));
    m_bytes.setText(bytes.value, bytes.unit);
    m_inFlight.setText(
        format::count(static_cast<double>(total.inFlight)),
        tr("on %1 connections").arg(format::count(static_cast<double>(snapshot.connectionsOpen))));
    for (MetricHistory* history : histories())
        history->publish();
    m_bands.publish();
    Q_EMIT published();
}

void OverviewModel::clear() {
    for (MetricHistory* history : histories())
        history->clear();
    m_bands.clear();
    m_tens.reset();
    for (TileModel* tile : {&m_requests, &m_errors, &m_latency, &m_hitRate, &m_bytes, &m_inFlight})
        tile->setText({}, {});
    m_recentHits.clear();
    m_hasCache = false;
    m_hasTraffic = false;
    m_lastTime_ms = 0;
    Q_EMIT published();
}

void OverviewModel::setRange(int range_s) {
    if (range_s == m_range_s) return;
    m_range_s = range_s;
    Q_EMIT rangeChanged();
    Q_EMIT published();
}

double OverviewModel::throughputTop() const {
    return format::niceCeiling(m_finished.peak(m_range_s));
}

QStringList OverviewModel::throughputLabels() const {
    QStringList labels;
    for (int i = 0; i <= throughputSteps; ++i)
        labels.append(format::shortCount(throughputTop() * i / throughputSteps));
    return labels;
}

int OverviewModel::latencyTop() const {
    const double peak_ms = m_p99.peak(m_range_s);
    return std::clamp(static_cast<int>(std::ceil(std::log10(std::max(peak_ms, 1.0)))), 2, 4);
}

QStringList OverviewModel::latencyLabels() const {
    QStringList labels;
    for (int exponent = latencyBottom; exponent <= latencyTop(); ++exponent)
        labels.append(format::timeLabel(std::pow(10.0, exponent)));
    // What is beyond the ends is drawn on them.
    labels.first().prepend(QStringLiteral("≤ "));
    return labels;
}

}  // namespace sluice::desktop
