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

/// Gives a configuration its cache. What is stored in the cache of `previous` stays.
void setCache(gateway::Configuration& next, const std::optional<cache::Options>& options,
              const gateway::Configuration* previous);

}  // namespace sluice::engine
