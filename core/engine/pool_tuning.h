#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "config/changes.h"
#include "config/model.h"
#include "engine/data_plane.h"
#include "engine/event_log.h"
#include "engine/health_monitors.h"
#include "metrics/snapshot.h"

namespace sluice::engine {

/// What may be changed of pools while requests flow: the values in use, beside those of the file.
/// Every change is live at once on all workers, and an event. Control thread.
class PoolTuning {
public:
    /// All of them outlive it. `file`: what the configuration's file says.
    PoolTuning(const config::Model& file, DataPlane& data, const HealthMonitors& health,
               EventLog& events)
        : m_file(file), m_data(data), m_health(health), m_events(events) {}

    upstream::Pool* find(const std::string& pool) const;
    /// As the file says; null for a pool that is not in it.
    const upstream::PoolOptions* configured(const std::string& pool) const;
    /// As in use.
    Result<upstream::PoolOptions> effective(const std::string& pool) const;

    /// Tells the settings in use by their keys, without what may be secret.
    void fillSettings(metrics::PoolSnapshot& snapshot) const;

    /// Takes over what is wanted of a pool but its servers' URLs. How it reaches its servers is for
    /// the requests that come, as after a reload; all else for those under way, too. Fails,
    /// changing nothing, if there is no such pool or its servers cannot be checked like that.
    Result<> apply(const upstream::PoolOptions& wanted);
    Result<> setWeight(const std::string& pool, const std::string& server, double weight);

    /// How the values in use differ from those of the file.
    std::vector<config::Change> unsaved() const;
    /// Back to the file's values.
    void revert();

private:
    const upstream::ResilienceOptions* resilience(const upstream::Pool& pool) const;
    upstream::Pool* obtain(const upstream::PoolOptions& wanted, upstream::Monitor* monitor);
    void tell(const std::string& pool, const config::Change& change);

    const config::Model& m_file;
    DataPlane& m_data;
    const HealthMonitors& m_health;
    EventLog& m_events;
};

}  // namespace sluice::engine
