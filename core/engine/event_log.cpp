#include "engine/event_log.h"

#include <QDateTime>
#include <QLoggingCategory>
#include <algorithm>
#include <utility>

namespace sluice::engine {

Q_LOGGING_CATEGORY(lcEvents, "sluice.events", QtWarningMsg)

namespace {

constexpr std::string_view kArrow = " → ";

}  // namespace

void EventLog::add(std::string kind, std::string subject, std::string text) {
    qCInfo(lcEvents, "%s %s: %s", kind.c_str(), subject.c_str(), text.c_str());
    keep(std::move(kind), std::move(subject), std::move(text));
}

void EventLog::warn(std::string kind, std::string subject, std::string text) {
    qCWarning(lcEvents, "%s %s: %s", kind.c_str(), subject.c_str(), text.c_str());
    keep(std::move(kind), std::move(subject), std::move(text));
}

void EventLog::keep(std::string kind, std::string subject, std::string text) {
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

void EventLog::addChange(const std::string& kind, const std::string& subject,
                         const std::string& from, const std::string& to) {
    const auto last = std::find_if(m_events.rbegin(), m_events.rend(), [&](const auto& event) {
        return event.kind == kind && event.subject == subject;
    });
    const std::string step = std::string(kArrow) + from;
    const bool goesOn = last != m_events.rend() && last->text.ends_with(step) &&
                        QDateTime::currentMSecsSinceEpoch() - last->time_ms < burst_ms;
    if (!goesOn) return add(kind, subject, from + std::string(kArrow) + to);
    const std::string begin = last->text.substr(0, last->text.size() - step.size());
    if (begin == to) {
        m_events.erase(std::next(last).base());  // as if nothing had been
    } else {
        last->text = begin + std::string(kArrow) + to;
    }
}

}  // namespace sluice::engine
