#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "config/changes.h"
#include "config/model.h"
#include "engine/data_plane.h"
#include "engine/event_log.h"

namespace sluice::engine {

/// What is changed of routes while requests flow, for those that come: the values in use, beside
/// those of the file. Every change is an event. Control thread.
class RouteTuning {
public:
    /// All of them outlive it. `file`: what the configuration's file says.
    RouteTuning(const config::Model& file, DataPlane& data, EventLog& events)
        : m_file(file), m_data(data), m_events(events) {}

    /// As in use, and as the file says; null for a route that is not there.
    const routing::Route* effective(const std::string& route) const;
    const routing::Route* configured(const std::string& route) const;

    /// Takes the place of the route of that name. A failure changes nothing.
    Result<> apply(const routing::Route& wanted);

    /// How the values in use differ from those of the file.
    std::vector<config::Change> unsaved() const;
    /// Back to the file's values.
    void revert();

private:
    const config::Model& m_file;
    DataPlane& m_data;
    EventLog& m_events;
};

}  // namespace sluice::engine
