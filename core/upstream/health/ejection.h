#pragma once

#include "base/clock.h"
#include "upstream/health_options.h"

namespace sluice::upstream {

/// How long one server is sent away: twice as long each time, up to the limit, and less again once
/// it has behaved for a while. Pure.
class Ejection {
public:
    /// One ejection is forgiven after so many times its length without another.
    static constexpr int forgivenAfter = 4;

    /// Counts one more; how long it lasts.
    Duration begin(const OutlierOptions& options);
    void ended(TimePoint now) { m_since = now; }
    /// Call it now and then while the server is in the balance.
    void forgive(TimePoint now, const OutlierOptions& options);

private:
    Duration length(const OutlierOptions& options) const;

    int m_count = 0;
    TimePoint m_since{};
};

}  // namespace sluice::upstream
