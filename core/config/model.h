#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/endpoint.h"
#include "cache/options.h"
#include "listener/batch_options.h"
#include "listener/options.h"
#include "routing/route.h"
#include "upstream/options.h"

namespace sluice::config {

struct AdminOptions {
    bool enabled = true;
    Endpoint address{"127.0.0.1", 8081};
    std::string token;  ///< required when the address is not loopback
};

struct LogOptions {
    std::string accessLog;  ///< a file, "-" for standard output; empty: none
};

/// A whole configuration, valid in itself: every route names a pool that exists. Plain data.
struct Model {
    int workers = 0;  ///< 0: one per core
    listener::Options listen;
    AdminOptions admin;
    LogOptions log;
    std::optional<cache::Options> cache;          ///< nothing: no cache
    std::optional<listener::BatchOptions> batch;  ///< nothing: no batches
    std::vector<routing::Route> routes;
    std::vector<upstream::PoolOptions> pools;
};

}  // namespace sluice::config
