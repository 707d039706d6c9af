#pragma once

#include <map>
#include <memory>
#include <string>

#include "engine/event_log.h"
#include "gateway/configuration.h"
#include "metrics/sampler.h"

namespace sluice::engine {

/// What every pool gets once a second: the budgets of its retries and second requests. And what is
/// told of it: whether its circuit breaker is open, that is, whether requests or retries were
/// turned away since the last time. Control thread.
class PoolPulse {
public:
    /// Call after the sampler has taken its sample.
    void beat(const gateway::Configuration& configuration, const metrics::Sampler& sampler,
              EventLog& events);
    bool isOpen(const upstream::Pool& pool) const;

private:
    struct Past {
        std::weak_ptr<upstream::Pool> pool;
        uint64_t requests = 0;
        uint64_t overflows = 0;
        uint64_t refusedRetries = 0;
        bool open = false;
    };
    void beat(upstream::Pool& pool, const upstream::HedgeOptions& hedge, Past& past,
              const metrics::Sampler& sampler, EventLog& events);

    std::map<const upstream::Pool*, Past> m_past;
};

}  // namespace sluice::engine
