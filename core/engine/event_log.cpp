#include "engine/event_log.h"

#include <QDateTime>
#include <QLoggingCategory>
#include <algorithm>
#include <utility>

namespace sluice::engine {

Q_LOGGING_CATEGORY(lcEvents, "sluice.events", QtWarningMsg)

void EventLog::add(std::string kind, std::string subject, std::string text) {
    qCInfo(lcEvents, "%s %s: %s", kind.c_str(), subject.c_str(), text.c_str());
    const auto isAlike = [&](const metrics::Event& event) {
        return event.kind == kind && event.subject == subject;
    };
    const auto alike = std::count_if(m_events.begin(), m_events.end(), isAlike);
    if (alike >= static_cast<std::ptrdiff_t>(capacityForOne)) {
        m_events.erase(std::find_if(m_events.begin(), m_events.end(), isAlike));
    } else if (m_events.size() == capacity) {
        m_events.erase(m_events.begin());
    }
    m_events.push_back({QDateTime::currentMSecsSinceEpoch(), std::move(kind), std::move(subject),
                        std::move(text)});
}

}  // namespace sluice::engine
