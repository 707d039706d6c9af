#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cache/options.h"
#include "cache/redis/purge_log.h"
#include "cache/redis/statistics.h"
#include "cache/store.h"
#include "listener/batch_options.h"
#include "listener/options.h"
#include "metrics/series.h"
#include "routing/route_table.h"
#include "upstream/pool.h"

namespace sluice::gateway {

/// What the workers run with: immutable but for the atomics in the servers, replaced as a whole by
/// a reload. An exchange holds the one it began with to its end.
struct Configuration {
    /// Where a route leads, by the route's index in the table.
    struct Target {
        std::shared_ptr<upstream::Pool> pool;
        std::shared_ptr<metrics::Series> series;
        std::string upstream;               ///< part of the cache's keys: see upstreamOf()
        std::vector<std::string> chosenBy;  ///< as RouteTable tells
    };

    std::shared_ptr<const listener::Options> listen;
    routing::RouteTable routes;
    std::vector<Target> targets;
    std::vector<std::shared_ptr<upstream::Pool>> pools;
    /// In effect for each of the pools, in their order.
    std::vector<std::shared_ptr<const upstream::ResilienceOptions>> resilience;
    std::shared_ptr<const cache::Options> cacheOptions;  ///< null: no cache
    std::shared_ptr<cache::Store> cacheStore;            ///< null: no cache
    /// One for each worker, whether there is Redis or not.
    std::vector<std::shared_ptr<cache::redis::Statistics>> redis;
    std::shared_ptr<cache::redis::PurgeLog> purgeLog;  ///< the same after each reload
    std::optional<listener::BatchOptions> batch;       ///< nothing: no batches
    /// How many batches run on all workers.
    std::shared_ptr<std::atomic<size_t>> batches = std::make_shared<std::atomic<size_t>>(0);
    int workers = 1;
};

}  // namespace sluice::gateway
