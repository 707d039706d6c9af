#pragma once

#include <vector>

#include "base/result.h"
#include "config/changes.h"
#include "config/model.h"
#include "engine/data_plane.h"
#include "engine/event_log.h"
#include "metrics/snapshot.h"

namespace sluice::engine {

/// What may be changed of the cache while requests flow: for how long answers are kept. Every
/// change counts at once for the answers that come, and is an event. Control thread.
class CacheTuning {
public:
    /// All of them outlive it. `file`: what the configuration's file says.
    CacheTuning(const config::Model& file, DataPlane& data, EventLog& events)
        : m_file(file), m_data(data), m_events(events) {}

    /// As in use; null without a cache.
    const cache::Options* effective() const { return m_data.configuration().cacheOptions.get(); }
    /// As the file says; null: without a cache.
    const cache::Options* configured() const { return m_file.cache ? &*m_file.cache : nullptr; }

    /// Takes over the rules and the default TTL of `wanted`. An error without a cache.
    Result<> apply(const cache::Options& wanted);
    /// A cache where there is none: of the usual size, with what the servers allow.
    Result<> start();
    /// How what is in use differs from the file.
    std::vector<config::Change> unsaved() const;
    void revert();
    void fill(metrics::CacheSnapshot& snapshot) const;

private:
    const config::Model& m_file;
    DataPlane& m_data;
    EventLog& m_events;
};

}  // namespace sluice::engine
