#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>
#include <array>
#include <optional>

#include "metrics/snapshot.h"
#include "plot_series.h"
#include "second_ring.h"

namespace sluice::desktop {

/// Who answered what the cache looked up, second by second: the memory, Redis, or a server.
/// record() collects, publish() shows. Lives on the GUI thread.
class CacheHistory : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Belongs to CacheModel")
    /// How far back the chart reaches, in seconds.
    Q_PROPERTY(int range READ range NOTIFY published)
    Q_PROPERTY(bool hasTraffic READ hasTraffic NOTIFY published)
    /// Of the last ten seconds: "82 %"; "–" without look-ups.
    Q_PROPERTY(QString memoryShare READ memoryShare NOTIFY published)
    Q_PROPERTY(QString redisShare READ redisShare NOTIFY published)
    Q_PROPERTY(QString originShare READ originShare NOTIFY published)

public:
    enum Tier { Memory, Redis, Origin };
    Q_ENUM(Tier)

    static constexpr int lately_s = 10;

    using QObject::QObject;

    int range() const { return m_range_s; }
    void setRange(int range_s);
    bool hasTraffic() const;
    QString memoryShare() const { return shareText(Memory); }
    QString redisShare() const { return shareText(Redis); }
    QString originShare() const { return shareText(Origin); }

    /// The edges of a tier's area in the stack, 0 to 1. x counts seconds back from the newest,
    /// which is 0; seconds without look-ups are left out.
    Q_INVOKABLE void copyShare(int tier, sluice::desktop::PlotSeries* band) const;

    void record(const metrics::Snapshot& snapshot);
    void publish() { Q_EMIT published(); }
    void clear();

Q_SIGNALS:
    void published();

private:
    using Counts = std::array<double, 3>;  // look-ups, by tier

    static Counts countsOf(const metrics::CacheTraffic& traffic);
    QString shareText(Tier tier) const;

    SecondRing<Counts> m_seconds;
    std::optional<Counts> m_last;
    int m_range_s = 60;
};

}  // namespace sluice::desktop
