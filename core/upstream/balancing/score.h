#pragma once

#include "upstream/server.h"

namespace sluice::upstream {

/// The terms of the reference's composite score, each 0 to 1: why health-weighted gives a server
/// its share.
struct Score {
    double speed = 1;    ///< 1 / (1 + average latency / scale)
    double room = 1;     ///< 1 / (1 + in flight / 100)
    double success = 1;  ///< moving average
    double health = 1;   ///< min(1, 0.4 (1 − min(average in s, 1)) + 0.6 success)

    double total() const { return 0.3 * speed + 0.2 * room + 0.3 * success + 0.2 * health; }
};

/// The server's score now; `scale_ms` is the latency of half a speed. Any thread.
Score scoreOf(const Server& server, double scale_ms);

}  // namespace sluice::upstream
