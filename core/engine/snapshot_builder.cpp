#include "engine/snapshot_builder.h"

#include <QDateTime>
#include <algorithm>

#include "engine/server_snapshot.h"
#include "engine/tuning_snapshot.h"
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

metrics::PoolSnapshot poolSnapshot(const upstream::Pool& pool,
                                   const upstream::ResilienceOptions& resilience,
                                   const config::Model& model, const metrics::Sampler& sampler,
                                   const upstream::Monitor* monitor) {
    metrics::PoolSnapshot snapshot;
    snapshot.name = pool.options.name;
    const bool qt = upstream::effectiveTransport(pool.options) == upstream::TransportKind::qt;
    snapshot.transport = qt ? "qt" : "direct";
    snapshot.connectionsMax = static_cast<int64_t>(pool.options.maxConnections);
    snapshot.concurrencyMax = static_cast<int64_t>(resilience.concurrency.max);
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
    double sum = 0;
    for (const auto& server : pool.servers) {
        snapshot.servers.push_back(snapshotOf(*server, monitor, sampler));
        sum += snapshot.servers.back().traffic.rates.per_1s;
    }
    for (auto& server : snapshot.servers) {
        server.measuredShare = sum > 0 ? server.traffic.rates.per_1s / sum : 0;
    }
    const auto configured =
        std::find_if(model.pools.begin(), model.pools.end(),
                     [&](const auto& options) { return options.name == snapshot.name; });
    fillTuning(snapshot, pool, configured == model.pools.end() ? nullptr : &*configured);
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
    bool beyond = false;
    for (size_t i = 0; i < routes.size(); ++i) {
        const metrics::Series& series = *configuration.targets[i].series;
        const bool shared = series.name() != routes[i].name;
        if (shared && std::exchange(beyond, true)) continue;
        snapshot.routes.push_back(routeSnapshot(routes[i], series, sampler));
        if (shared) snapshot.routes.back().name = series.name();
    }
    for (size_t i = 0; i < configuration.pools.size(); ++i) {
        const upstream::Pool& pool = *configuration.pools[i];
        snapshot.pools.push_back(poolSnapshot(pool, *configuration.resilience[i], model, sampler,
                                              health.find(pool.options.name)));
        if (pulse.isOpen(pool)) snapshot.pools.back().breaker = "open";
    }
    snapshot.events = events.events();
    return snapshot;
}

}  // namespace sluice::engine
