#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>
#include <QStringList>

#include "hit_rate.h"
#include "latency_bands.h"
#include "metric_history.h"
#include "metrics/snapshot.h"
#include "tile_model.h"

namespace sluice::desktop {

/// The tiles and charts of the overview. record() collects a snapshot, publish() shows what was
/// collected: a paused display calls only the first.
class OverviewModel : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Belongs to GatewayModel")
    Q_PROPERTY(sluice::desktop::TileModel* requests READ requests CONSTANT)
    Q_PROPERTY(sluice::desktop::TileModel* errors READ errors CONSTANT)
    Q_PROPERTY(sluice::desktop::TileModel* latency READ latency CONSTANT)
    /// One of these two is shown.
    Q_PROPERTY(sluice::desktop::TileModel* hitRate READ hitRate CONSTANT)
    Q_PROPERTY(sluice::desktop::TileModel* bytes READ bytes CONSTANT)
    Q_PROPERTY(sluice::desktop::TileModel* inFlight READ inFlight CONSTANT)
    Q_PROPERTY(sluice::desktop::MetricHistory* hits READ hits CONSTANT)
    Q_PROPERTY(sluice::desktop::MetricHistory* answered READ answered CONSTANT)
    Q_PROPERTY(sluice::desktop::MetricHistory* finished READ finished CONSTANT)
    Q_PROPERTY(sluice::desktop::MetricHistory* p50 READ p50 CONSTANT)
    Q_PROPERTY(sluice::desktop::MetricHistory* p99 READ p99 CONSTANT)
    Q_PROPERTY(sluice::desktop::LatencyBands* bands READ bands CONSTANT)
    /// How far back the charts reach, in seconds: 60, 300, 3,600 or 86,400.
    Q_PROPERTY(int range READ range WRITE setRange NOTIFY rangeChanged)
    Q_PROPERTY(bool hasCache READ hasCache NOTIFY published)
    Q_PROPERTY(bool hasTraffic READ hasTraffic NOTIFY published)
    Q_PROPERTY(double throughputTop READ throughputTop NOTIFY published)
    /// From the bottom up.
    Q_PROPERTY(QList<QString> throughputLabels READ throughputLabels NOTIFY published)
    /// The latency axis counts in powers of ten of a millisecond, from -1 (0.1 ms).
    Q_PROPERTY(int latencyTop READ latencyTop NOTIFY published)
    Q_PROPERTY(QList<QString> latencyLabels READ latencyLabels NOTIFY published)

public:
    explicit OverviewModel(QObject* parent = nullptr);

    TileModel* requests() { return &m_requests; }
    TileModel* errors() { return &m_errors; }
    TileModel* latency() { return &m_latency; }
    TileModel* hitRate() { return &m_hitRate; }
    TileModel* bytes() { return &m_bytes; }
    TileModel* inFlight() { return &m_inFlight; }
    MetricHistory* hits() { return &m_hits; }          ///< answered by the cache
    MetricHistory* answered() { return &m_answered; }  ///< also by servers, without errors
    MetricHistory* finished() { return &m_finished; }  ///< with errors
    MetricHistory* p50() { return &m_p50; }
    MetricHistory* p99() { return &m_p99; }
    LatencyBands* bands() { return &m_bands; }

    int range() const { return m_range_s; }
    void setRange(int range_s);
    bool hasCache() const { return m_hasCache; }
    bool hasTraffic() const { return m_hasTraffic; }
    double throughputTop() const;
    QStringList throughputLabels() const;
    int latencyTop() const;
    QStringList latencyLabels() const;

    void record(const metrics::Snapshot& snapshot);
    void publish(const metrics::Snapshot& snapshot);
    void clear();

Q_SIGNALS:
    void rangeChanged();
    void published();

private:
    void takePast(const std::vector<metrics::CoursePoint>& tens);
    double byteRate(const metrics::Snapshot& snapshot);
    std::array<MetricHistory*, 11> histories();

    TileModel m_requests, m_errors, m_latency, m_hitRate, m_bytes, m_inFlight;
    HitRate m_recentHits;
    MetricHistory m_hits, m_answered, m_finished;
    MetricHistory m_p50{MetricHistory::Scale::Log10};
    MetricHistory m_p99{MetricHistory::Scale::Log10};
    LatencyBands m_bands;
    std::shared_ptr<const std::vector<metrics::CoursePoint>> m_tens;
    int m_range_s = 60;
    bool m_hasCache = false;
    bool m_hasTraffic = false;
    qint64 m_lastTime_ms = 0;
    uint64_t m_lastBytes = 0;
    double m_byteRate = 0;
};

}  // namespace sluice::desktop
