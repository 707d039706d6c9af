#pragma once

#include <string>
#include <vector>

#include "metrics/snapshot.h"

namespace sluice::engine {

/// The last 200 things that happened, newest last. Control thread.
class EventLog {
public:
    static constexpr size_t capacity = 200;

    /// `kind`: "start", "stop", "reload", "error", "weight", "save".
    void add(std::string kind, std::string subject, std::string text);
    const std::vector<metrics::Event>& events() const { return m_events; }

private:
    std::vector<metrics::Event> m_events;
};

}  // namespace sluice::engine
