#pragma once

#include "config/model.h"
#include "engine/event_log.h"
#include "engine/health_monitors.h"
#include "engine/pool_pulse.h"
#include "gateway/configuration.h"
#include "metrics/sampler.h"
#include "metrics/snapshot.h"

namespace sluice::engine {

/// Puts routes, pools, servers and events together as of the sampler's last sample. `model` gives
/// the configured values beside the live ones. Control thread.
metrics::Snapshot buildSnapshot(const gateway::Configuration& configuration,
                                const config::Model& model, const metrics::Sampler& sampler,
                                const PoolPulse& pulse, const HealthMonitors& health,
                                const EventLog& events);

}  // namespace sluice::engine
