#pragma once

#include <QtQml/qqmlregistration.h>
#include <QHash>
#include <QObject>

#include "plot_series.h"
#include "pool_history.h"

namespace sluice::desktop {

/// The past of all pools, of which the charts show the chosen one's. record() collects, publish()
/// shows: a paused display calls only the first. Lives on the GUI thread.
class BalanceHistory : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Belongs to BalancerModel")
    /// Of the lines, from the bottom up.
    Q_PROPERTY(QList<QString> names READ names NOTIFY namesChanged)
    /// How far back the charts reach, in seconds.
    Q_PROPERTY(int range READ range WRITE setRange NOTIFY published)
    Q_PROPERTY(bool hasTraffic READ hasTraffic NOTIFY published)
    /// The ends of the latency axis, in powers of ten of a millisecond, and what to write at them.
    Q_PROPERTY(int latencyBottom READ latencyBottom NOTIFY published)
    Q_PROPERTY(int latencyTop READ latencyTop NOTIFY published)
    Q_PROPERTY(QList<QString> latencyLabels READ latencyLabels NOTIFY published)

public:
    using QObject::QObject;

    QStringList names() const { return m_names; }
    int range() const { return m_range_s; }
    void setRange(int range_s);
    bool hasTraffic() const { return m_hasTraffic; }
    int latencyBottom() const { return m_latencyBottom; }
    int latencyTop() const { return m_latencyTop; }
    QStringList latencyLabels() const;

    /// A line's area in the stack. x counts seconds back from the newest, which is 0. A second
    /// without a request is a gap.
    Q_INVOKABLE void copyShare(int line, sluice::desktop::PlotSeries* band) const;
    /// In powers of ten of a millisecond; a second without a request is a gap.
    Q_INVOKABLE void copyLatency(int line, sluice::desktop::PlotSeries* series) const;

    void record(const metrics::Snapshot& snapshot);
    void publish(const QString& pool);
    void clear();

Q_SIGNALS:
    void namesChanged();
    void published();

private:
    const PoolHistory& shown() const;
    template <class Visit>
    void eachSecond(Visit visit) const;
    void measure();

    QHash<QString, PoolHistory> m_pools;
    QString m_pool;
    QStringList m_names;
    int m_range_s = 60;
    bool m_hasTraffic = false;
    int m_latencyBottom = 0, m_latencyTop = 2;
};

}  // namespace sluice::desktop
