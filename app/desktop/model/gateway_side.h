#pragma once

#include <QString>
#include <memory>
#include <optional>

#include "metrics/record.h"

namespace sluice::desktop {

/// What the gateway itself saw while a load test ran through it: of the route whose count grew
/// most, exactly what was counted between two moments.
class GatewaySide {
public:
    using RecordPtr = std::shared_ptr<const metrics::Record>;

    struct View {
        QString route;
        double requests = 0;
        double errors = 0;                 ///< answers of 500 and above
        metrics::HistogramCounts latency;  ///< ns, of all these requests
    };

    /// Counts from this record on; null: from the gateway's start.
    void begin(RecordPtr before) { m_before = std::move(before); }
    /// Nothing if no request came through since then.
    std::optional<View> view(const metrics::Record& now) const;

private:
    RecordPtr m_before;
};

}  // namespace sluice::desktop
