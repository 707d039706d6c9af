#pragma once

#include "metrics/snapshot.h"
#include "upstream/pool.h"

namespace sluice::engine {

/// Fills in what is tuned of a pool, as of this moment: strategy, weights, duties, and what follows
/// from them. The snapshot's servers are those of `pool`. `configured`: as the file says; may be
/// null. Control thread.
void fillTuning(metrics::PoolSnapshot& snapshot, const upstream::Pool& pool,
                const upstream::PoolOptions* configured);

}  // namespace sluice::engine
