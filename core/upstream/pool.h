#pragma once

#include <memory>
#include <vector>

#include "upstream/options.h"
#include "upstream/pool_cell.h"
#include "upstream/server.h"

namespace sluice::upstream {

/// A pool as all workers share it: its options, which never change, and its servers. A reload that
/// changes the options makes a new pool, which takes over those servers that stay.
struct Pool {
    PoolOptions options;
    ServerList servers;
    std::vector<std::unique_ptr<PoolCell>> cells;  ///< one for each worker
};

}  // namespace sluice::upstream
