#pragma once

#include <memory>
#include <vector>

#include "upstream/hedge_budget.h"
#include "upstream/options.h"
#include "upstream/pool_cell.h"
#include "upstream/retry_budget.h"
#include "upstream/server.h"
#include "upstream/tuning.h"
#include "upstream/what_if/try_log.h"

namespace sluice::upstream {

/// A pool as all workers share it: its options, its servers, and what is tuned while requests flow;
/// but its ResilienceOptions, which each worker is given with the configuration.
/// A reload that changes more than what can be tuned makes a new pool, which takes over those
/// servers that stay.
struct Pool {
    explicit Pool(PoolOptions given)
        : options(std::move(given)), tuning(options), retryBudget(options.resilience.retry) {}

    const PoolOptions options;  ///< as when the pool was made; what is tuned since is in `tuning`
    Tuning tuning;
    RetryBudget retryBudget;
    HedgeBudget hedgeBudget;
    ServerList servers;
    std::vector<std::unique_ptr<PoolCell>> cells;  ///< one for each worker
    std::vector<std::unique_ptr<TryLog>> logs;     ///< likewise
};

}  // namespace sluice::upstream
