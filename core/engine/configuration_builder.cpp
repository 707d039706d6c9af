#include "engine/configuration_builder.h"

#include <algorithm>

#include "gateway/cache_upstream.h"
#include "upstream/health/slow_start.h"

namespace sluice::engine {

namespace {

using PoolPtr = std::shared_ptr<upstream::Pool>;

template <class List>
auto findByName(const List& list, const std::string& name) {
    return std::find_if(list.begin(), list.end(),
                        [&](const auto& pool) { return pool->options.name == name; });
}

/// What is tuned while requests flow: a pool that differs only in that goes on as it is.
upstream::PoolOptions withoutTuning(upstream::PoolOptions options) {
    const upstream::PoolOptions defaults;
    for (auto& server : options.servers) {
        server.weight = 1;
        server.duty = upstream::Duty::active;
    }
    options.strategy = defaults.strategy;
    options.scoreScale = defaults.scoreScale;
    options.health = defaults.health;
    options.resilience = defaults.resilience;
    return options;
}

/// A server that joins others starts slowly: the monitor lets its ramp grow.
std::shared_ptr<upstream::Server> obtainServer(const upstream::ServerOptions& options,
                                               const upstream::PoolOptions& pool,
                                               metrics::Registry& registry,
                                               const upstream::Pool* previous) {
    if (previous) {
        for (const auto& server : previous->servers) {
            if (server->name() != options.name || server->url() != options.url) continue;
            server->setWeight(options.weight);
            server->setDuty(options.duty);
            return server;
        }
    }
    auto server =
        std::make_shared<upstream::Server>(options, registry.server(pool.name, options.name));
    if (previous) {
        server->setRamp(upstream::slowStartRamp(Duration::zero(), pool.health.slowStart));
    }
    return server;
}

PoolPtr obtainPool(const upstream::PoolOptions& options, metrics::Registry& registry,
                   const upstream::Pool* previous) {
    const auto workers = static_cast<size_t>(registry.workers());
    auto pool = previous ? std::make_shared<upstream::Pool>(options, *previous)
                         : std::make_shared<upstream::Pool>(options, workers);
    for (const auto& server : options.servers) {
        pool->servers.push_back(obtainServer(server, options, registry, previous));
    }
    for (int i = 0; i < registry.workers(); ++i) {
        pool->cells.push_back(std::make_unique<upstream::PoolCell>());
        pool->logs.push_back(std::make_unique<upstream::TryLog>());
    }
    return pool;
}

}  // namespace

bool isTuned(const upstream::PoolOptions& pool, const upstream::PoolOptions& wanted) {
    return withoutTuning(pool) == withoutTuning(wanted);
}

PoolPtr renewed(const upstream::PoolOptions& options, metrics::Registry& registry,
                const upstream::Pool& previous) {
    return obtainPool(options, registry, &previous);
}

void setCache(gateway::Configuration& next, const std::optional<cache::Options>& options,
              const gateway::Configuration* previous) {
    next.cacheOptions.reset();
    next.cacheStore.reset();
    next.redis.clear();
    for (int i = 0; i < next.workers; ++i) {
        const auto index = static_cast<size_t>(i);
        next.redis.push_back(previous ? previous->redis[index]
                                      : std::make_shared<cache::redis::Statistics>());
    }
    next.purgeLog = previous ? previous->purgeLog : std::make_shared<cache::redis::PurgeLog>();
    if (!options) return;
    next.cacheOptions = std::make_shared<const cache::Options>(*options);
    if (previous && previous->cacheStore) {
        next.cacheStore = previous->cacheStore;
        next.cacheStore->memory.setCapacity(options->memoryBytes);
    } else {
        next.cacheStore = std::make_shared<cache::Store>(options->memoryBytes);
    }
}

Result<std::shared_ptr<const gateway::Configuration>> buildConfiguration(
    const config::Model& model, metrics::Registry& registry,
    const gateway::Configuration* previous) {
    auto routes = routing::RouteTable::build(model.routes);
    if (!routes) return tl::unexpected(routes.error());
    auto next = std::make_shared<gateway::Configuration>();
    next->listen = std::make_shared<const listener::Options>(model.listen);
    next->workers = registry.workers();
    next->batch = model.batch;
    next->batches = previous ? previous->batches : std::make_shared<std::atomic<size_t>>(0);
    for (const auto& options : model.pools) {
        const bool known =
            previous && findByName(previous->pools, options.name) != previous->pools.end();
        const PoolPtr old = known ? *findByName(previous->pools, options.name) : nullptr;
        PoolPtr pool = obtainPool(options, registry, old.get());
        const bool same = old && isTuned(old->options, options);
        if (same) {
            old->tuning.set(options);
            old->setResilience(options.resilience);
        }
        next->pools.push_back(same ? old : pool);
        next->resilience.push_back(
            std::make_shared<const upstream::ResilienceOptions>(options.resilience));
    }
    for (const routing::Route& route : model.routes) {
        const auto pool = findByName(next->pools, route.pool);
        if (pool == next->pools.end()) {
            return failure("route " + route.name + " leads to pool " + route.pool +
                           ", which does not exist");
        }
        next->targets.push_back({*pool, registry.route(route.name),
                                 gateway::upstreamOf(route, (*pool)->options),
                                 routes->chosenBy(next->targets.size())});
    }
    next->routes = std::move(*routes);
    setCache(*next, model.cache, previous);
    return next;
}

}  // namespace sluice::engine
