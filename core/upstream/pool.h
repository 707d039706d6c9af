#pragma once

#include <memory>

#include "upstream/options.h"
#include "upstream/server.h"

namespace sluice::upstream {

/// A pool as all workers share it: its options, which never change, and its servers. A reload that
/// changes the options makes a new pool, which takes over those servers that stay.
struct Pool {
    PoolOptions options;
    ServerList servers;
};

}  // namespace sluice::upstream
