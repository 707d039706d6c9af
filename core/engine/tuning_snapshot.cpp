#include "engine/tuning_snapshot.h"

#include <algorithm>

#include "engine/server_snapshot.h"
#include "upstream/balancing/balancer.h"
#include "upstream/balancing/score.h"
#include "upstream/duty.h"
#include "upstream/what_if/recent_arrivals.h"

namespace sluice::engine {

namespace {

/// Whose requests tell what those to come will be like.
constexpr std::chrono::seconds recently{3};

void fillConfigured(metrics::PoolSnapshot& snapshot, const upstream::PoolOptions& configured) {
    snapshot.configuredStrategy = upstream::strategyName(configured.strategy);
    for (auto& server : snapshot.servers) {
        const auto options =
            std::find_if(configured.servers.begin(), configured.servers.end(),
                         [&](const auto& candidate) { return candidate.name == server.name; });
        if (options == configured.servers.end()) continue;
        server.configuredWeight = options->weight;
        server.configuredDuty = upstream::dutyName(options->duty);
    }
}

}  // namespace

void fillTuning(metrics::PoolSnapshot& snapshot, const upstream::Pool& pool,
                const upstream::PoolOptions* configured) {
    snapshot.strategy = snapshot.configuredStrategy = upstream::strategyName(pool.tuning.strategy);
    snapshot.scoreScale_ms = pool.tuning.scoreScale_ms;
    const auto arrivals = upstream::recentArrivals(pool.logs, Clock::now() - recently);
    const auto expected =
        upstream::expectedShares(pool.tuning.strategy, pool.servers, pool.tuning, arrivals);
    const size_t count = std::min(snapshot.servers.size(), pool.servers.size());
    for (size_t i = 0; i < count; ++i) {
        metrics::ServerSnapshot& server = snapshot.servers[i];
        fillStanding(*pool.servers[i], server);
        server.configuredWeight = server.weight;
        server.configuredDuty = server.duty;
        server.expectedShare = expected[i];
        const auto score = upstream::scoreOf(*pool.servers[i], snapshot.scoreScale_ms);
        server.score = {score.speed, score.room, score.success, score.health, score.total()};
    }
    if (configured) fillConfigured(snapshot, *configured);
}

}  // namespace sluice::engine
