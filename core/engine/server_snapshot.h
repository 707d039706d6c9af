#pragma once

#include "metrics/sampler.h"
#include "metrics/snapshot.h"
#include "upstream/health/monitor.h"

namespace sluice::engine {

/// What is told of one server, but for its configured weight and the shares. `monitor` is its
/// pool's, or null. Control thread.
metrics::ServerSnapshot snapshotOf(const upstream::Server& server, const upstream::Monitor* monitor,
                                   const metrics::Sampler& sampler);

/// How it stands with the server at this moment: weight, duty, state and its reason.
void fillStanding(const upstream::Server& server, metrics::ServerSnapshot& snapshot);

}  // namespace sluice::engine
