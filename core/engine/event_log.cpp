#include "engine/event_log.h"

#include <QDateTime>
#include <QLoggingCategory>
#include <utility>

namespace sluice::engine {

Q_LOGGING_CATEGORY(lcEvents, "sluice.events", QtWarningMsg)

void EventLog::add(std::string kind, std::string subject, std::string text) {
    qCInfo(lcEvents, "%s %s: %s", kind.c_str(), subject.c_str(), text.c_str());
    if (m_events.size() == capacity) m_events.erase(m_events.begin());
    m_events.push_back({QDateTime::currentMSecsSinceEpoch(), std::move(kind), std::move(subject),
                        std::move(text)});
}

}  // namespace sluice::engine
