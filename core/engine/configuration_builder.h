#pragma once

#include <memory>

#include "base/result.h"
#include "config/model.h"
#include "gateway/configuration.h"
#include "metrics/registry.h"

namespace sluice::engine {

/// Makes what the workers run with from what the file says. Pools, servers and counts of `previous`
/// that stay are taken over, so that a reload closes nothing that need not be closed.
/// Control thread.
Result<std::shared_ptr<const gateway::Configuration>> buildConfiguration(
    const config::Model& model, metrics::Registry& registry,
    const gateway::Configuration* previous);

/// Whether a pool of these options can go on with the others: they differ in nothing but what its
/// servers, balancers, monitor and workers are told while requests flow.
bool isTuned(const upstream::PoolOptions& pool, const upstream::PoolOptions& wanted);
/// A pool of these options with the servers of `previous` that stay.
std::shared_ptr<upstream::Pool> renewed(const upstream::PoolOptions& options,
                                        metrics::Registry& registry,
                                        const upstream::Pool& previous);

/// Gives a configuration its cache. What is stored in the cache of `previous` stays.
void setCache(gateway::Configuration& next, const std::optional<cache::Options>& options,
              const gateway::Configuration* previous);

}  // namespace sluice::engine
