#pragma once

#include <memory>
#include <vector>

#include "upstream/hedge_budget.h"
#include "upstream/options.h"
#include "upstream/pool_cell.h"
#include "upstream/retry_budget.h"
#include "upstream/server.h"
#include "upstream/shared_permits.h"
#include "upstream/transport/connection_limits.h"
#include "upstream/tuning.h"
#include "upstream/what_if/try_log.h"

namespace sluice::upstream {

/// A pool as all workers share it: its options, its servers, and what is tuned while requests flow;
/// but its ResilienceOptions, which each worker is given with the configuration.
/// A reload that changes more than what can be tuned makes a new pool, which takes over those
/// servers that stay, and the limits: what is under way in the old one counts.
struct Pool {
    explicit Pool(PoolOptions given, size_t workers = 1)
        : options(std::move(given)),
          tuning(options),
          retryBudget(options.resilience.retry),
          admission(std::make_shared<SharedPermits>(permitsOf(options.resilience.concurrency),
                                                    options.resilience.concurrency.queue, workers)),
          connections(std::make_shared<ConnectionLimits>(options, workers)) {}
    /// In place of `previous`.
    Pool(PoolOptions given, const Pool& previous)
        : options(std::move(given)),
          tuning(options),
          retryBudget(options.resilience.retry),
          admission(previous.admission),
          connections(previous.connections) {
        setResilience(options.resilience);
        connections->set(options);
    }

    static size_t permitsOf(const ConcurrencyOptions& concurrency) {
        return concurrency.max == 0 ? SharedPermits::unlimited : concurrency.max;
    }
    /// What may be tuned of it and is no worker's own.
    void setResilience(const ResilienceOptions& resilience) {
        retryBudget.set(resilience.retry);
        admission->setLimits(permitsOf(resilience.concurrency), resilience.concurrency.queue);
    }

    const PoolOptions options;  ///< as when the pool was made; what is tuned since is in `tuning`
    Tuning tuning;
    RetryBudget retryBudget;
    HedgeBudget hedgeBudget;
    const std::shared_ptr<SharedPermits> admission;  ///< of requests that are under way
    const std::shared_ptr<ConnectionLimits> connections;
    ServerList servers;
    std::vector<std::unique_ptr<PoolCell>> cells;  ///< one for each worker
    std::vector<std::unique_ptr<TryLog>> logs;     ///< likewise
};

}  // namespace sluice::upstream
