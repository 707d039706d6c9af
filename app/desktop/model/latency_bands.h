#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>
#include <array>

#include "metrics/snapshot.h"
#include "second_ring.h"

namespace sluice::desktop {

/// How the latencies of the last five minutes were spread, second by second: the heat map's data.
/// Lives on the GUI thread.
class LatencyBands : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Belongs to a model")

public:
    using Counts = std::array<uint32_t, metrics::Snapshot::bands>;

    using QObject::QObject;

    void record(qint64 time_s, const Counts& counts) { m_seconds.record(time_s, counts); }
    /// Tells the views. Apart from record(), so that a paused display goes on collecting.
    void publish() { Q_EMIT changed(); }

    void clear() {
        m_seconds.clear();
        Q_EMIT changed();
    }

    const SecondRing<Counts>& seconds() const { return m_seconds; }

Q_SIGNALS:
    void changed();

private:
    SecondRing<Counts> m_seconds;
};

}  // namespace sluice::desktop
