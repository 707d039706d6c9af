#include "engine/snapshot_builder.h"

#include <QDateTime>

#include "engine/server_snapshot.h"
#include "upstream/balancing/balancer.h"
#include "upstream/balancing/score.h"
#include "upstream/transport/factory.h"

namespace sluice::engine {

namespace {

std::string describe(const routing::Match& match) {
    std::string text = match.host;
    if (!match.pathRegex.empty()) return text + "~" + match.pathRegex;
    return text + (match.pathPrefix.empty() ? "/" : match.pathPrefix);
}

metrics::RouteSnapshot routeSnapshot(const routing::Route& route, const metrics::Series& series,
                                     const metrics::Sampler& sampler) {
    metrics::RouteSnapshot snapshot;
    snapshot.name = route.name;
    snapshot.pool = route.pool;
    snapshot.match = describe(route.match);
    snapshot.traffic = sampler.of(series);
    snapshot.lastHitAgo_s = sampler.lastHitAgo_s(series);
    return snapshot;
}

double configuredWeight(const config::Model& model, const std::string& pool,
                        const std::string& server, double otherwise) {
    for (const auto& p : model.pools) {
        if (p.name != pool) continue;
        for (const auto& s : p.servers) {
            if (s.name == server) return s.weight;
        }
    }
    return otherwise;
}

metrics::PoolSnapshot poolSnapshot(const upstream::Pool& pool, const config::Model& model,
                                   const metrics::Sampler& sampler,
                                   const upstream::Monitor* monitor) {
    metrics::PoolSnapshot snapshot;
    snapshot.name = pool.options.name;
    snapshot.strategy = upstream::strategyName(pool.tuning.strategy);
    snapshot.scoreScale_ms = pool.tuning.scoreScale_ms;
    const bool qt = upstream::effectiveTransport(pool.options) == upstream::TransportKind::qt;
    snapshot.transport = qt ? "qt" : "direct";
    snapshot.connectionsMax = static_cast<int64_t>(pool.options.maxConnections);
    snapshot.concurrencyMax = static_cast<int64_t>(pool.options.concurrency.max);
    snapshot.retries = pool.retryBudget.allowed();
    snapshot.retriesRefused = pool.retryBudget.refused();
    snapshot.retriesUnderWay = pool.retryBudget.underWay();
    for (const auto& cell : pool.cells) {
        snapshot.connectionsOpen += cell->open.value();
        snapshot.connectionsIdle += cell->idle.value();
        snapshot.waiting += cell->waiting.value();
        snapshot.concurrency += cell->concurrency.value();
        snapshot.queued += cell->queued.value();
        snapshot.overflows += cell->overflows.value();
        snapshot.hedges += cell->hedges.value();
        snapshot.hedgesWon += cell->hedgesWon.value();
    }
    if (monitor) {
        snapshot.maxEjected = monitor->options().outlier.maxEjected;
        snapshot.failOpen = monitor->failsOpen();
    }
    const auto expected = upstream::expectedShares(pool.tuning.strategy, pool.servers, pool.tuning);
    double sum = 0;
    for (size_t i = 0; i < pool.servers.size(); ++i) {
        auto& server =
            snapshot.servers.emplace_back(snapshotOf(*pool.servers[i], monitor, sampler));
        server.configuredWeight =
            configuredWeight(model, pool.options.name, server.name, server.weight);
        server.expectedShare = expected[i];
        const auto score = upstream::scoreOf(*pool.servers[i], snapshot.scoreScale_ms);
        server.score = {score.speed, score.room, score.success, score.health, score.total()};
        sum += server.traffic.rates.per_1s;
    }
    for (auto& server : snapshot.servers) {
        server.measuredShare = sum > 0 ? server.traffic.rates.per_1s / sum : 0;
    }
    return snapshot;
}

}  // namespace

metrics::Snapshot buildSnapshot(const gateway::Configuration& configuration,
                                const config::Model& model, const metrics::Sampler& sampler,
                                const PoolPulse& pulse, const HealthMonitors& health,
                                const EventLog& events) {
    metrics::Snapshot snapshot;
    snapshot.time_ms = QDateTime::currentMSecsSinceEpoch();
    snapshot.sluiceVersion = SLUICE_VERSION;
    snapshot.workers = configuration.workers;
    sampler.fill(snapshot);
    snapshot.connectionsMax = static_cast<int64_t>(configuration.listen->maxConnections);
    const auto& routes = configuration.routes.routes();
    for (size_t i = 0; i < routes.size(); ++i) {
        snapshot.routes.push_back(
            routeSnapshot(routes[i], *configuration.targets[i].series, sampler));
    }
    for (const auto& pool : configuration.pools) {
        snapshot.pools.push_back(
            poolSnapshot(*pool, model, sampler, health.find(pool->options.name)));
        if (pulse.isOpen(*pool)) snapshot.pools.back().breaker = "open";
    }
    snapshot.events = events.events();
    return snapshot;
}

}  // namespace sluice::engine
