#pragma once

#include <map>
#include <memory>
#include <string>

#include "config/model.h"
#include "engine/event_log.h"
#include "gateway/configuration.h"
#include "upstream/health/monitor.h"

namespace sluice::engine {

/// One health monitor for each pool; what they find goes to the event log. Control thread.
class HealthMonitors {
public:
    /// `events` outlives it.
    explicit HealthMonitors(EventLog& events) : m_events(events) {}

    /// Makes, keeps and drops monitors after a start or reload. The options are those of `model`.
    void apply(const gateway::Configuration& configuration, const config::Model& model);
    /// Null for an unknown pool.
    upstream::Monitor* find(const std::string& pool) const;
    /// Ends all checks; conditions stay as they are.
    void stop() { m_monitors.clear(); }

private:
    EventLog& m_events;
    std::map<std::string, std::unique_ptr<upstream::Monitor>> m_monitors;
};

}  // namespace sluice::engine
