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
    /// How long after its start an event may go on.
    static constexpr int64_t burst_ms = 5000;

    /// `kind`: "start", "stop", "reload", "error", "strategy", "duty", "settings", "save", "eject",
    /// "recover", "unhealthy", "healthy", "fail-open".
    void add(std::string kind, std::string subject, std::string text);
    /// The same, and the log shows it without being asked for more.
    void warn(std::string kind, std::string subject, std::string text);
    /// "1 → 2.5". Of a burst of changes, such as those of a slider, there is one event: what begins
    /// where the last one of this kind and subject ended goes on with it.
    void addChange(const std::string& kind, const std::string& subject, const std::string& from,
                   const std::string& to);
    const std::vector<metrics::Event>& events() const { return m_events; }

private:
    void keep(std::string kind, std::string subject, std::string text);

    std::vector<metrics::Event> m_events;
};

}  // namespace sluice::engine
