#pragma once

#include <QString>
#include <memory>
#include <optional>

#include "metrics/snapshot.h"

namespace sluice::desktop {

/// What the gateway itself saw while a load test ran through it: of the route whose count grew
/// most.
class GatewaySide {
public:
    using SnapshotPtr = std::shared_ptr<const metrics::Snapshot>;

    struct View {
        QString route;
        double requests = 0;
        double errors = 0;  ///< answers of 500 and above
        metrics::Traffic traffic;
    };

    /// Counts from this snapshot on.
    void begin(SnapshotPtr before) { m_before = std::move(before); }
    /// Nothing if no request came through since then.
    std::optional<View> view(const metrics::Snapshot& now) const;

private:
    SnapshotPtr m_before;
};

}  // namespace sluice::desktop
