#include "upstream/balancing/score.h"

#include <algorithm>

namespace sluice::upstream {

Score scoreOf(const Server& server, double scale_ms) {
    const double average_ms = server.statistics().averageLatency_ms();
    const auto inFlight = static_cast<double>(std::max<int64_t>(0, server.load()));
    Score score;
    score.speed = 1 / (1 + average_ms / scale_ms);
    score.room = 1 / (1 + inFlight / 100);
    score.success = server.statistics().successRate();
    score.health =
        std::min(1.0, 0.4 * (1 - std::min(average_ms / 1000, 1.0)) + 0.6 * score.success);
    return score;
}

}  // namespace sluice::upstream
