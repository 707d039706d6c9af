#pragma once

#include <string>
#include <vector>

#include "metrics/snapshot.h"

namespace sluice::engine {

/// The last 200 things that happened, newest last. Of one kind and subject only the last few are
/// kept, so that a server that comes and goes does not push everything else out. Control thread.
class EventLog {
public:
    static constexpr size_t capacity = 200;
    static constexpr size_t capacityForOne = 16;

    /// `kind`: "start", "stop", "reload", "error", "weight", "save", "health", "eject", "recover",
    /// "unhealthy", "healthy", "fail-open".
    void add(std::string kind, std::string subject, std::string text);
    const std::vector<metrics::Event>& events() const { return m_events; }

private:
    std::vector<metrics::Event> m_events;
};

}  // namespace sluice::engine
