#pragma once

#include <QtGlobal>
#include <deque>

#include "metrics/cache_traffic.h"

namespace sluice::desktop {

/// The share of requests that the cache answered of those that it could have answered, over the
/// last ten seconds. Lives on the GUI thread.
class HitRate {
public:
    void record(qint64 time_s, const metrics::CacheTraffic& sinceStart);
    /// 0 to 1; 0 if there was none.
    double value() const;
    void clear() { m_seconds.clear(); }

private:
    struct Second {
        qint64 time_s;
        metrics::CacheTraffic sinceStart;
    };

    std::deque<Second> m_seconds;  // oldest first, eleven at most
};

}  // namespace sluice::desktop
