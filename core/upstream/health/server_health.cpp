#include "upstream/health/server_health.h"

#include <algorithm>
#include <utility>

#include "upstream/health/slow_start.h"
#include "upstream/health/wording.h"

namespace sluice::upstream {

ServerHealth::ServerHealth(std::shared_ptr<Server> server, const HealthOptions& options,
                           const Report& report)
    : m_server(std::move(server)), m_options(options), m_report(report) {}

void ServerHealth::checked(const CheckResult& result, TimePoint now) {
    m_lastCheck = result.text;
    m_lastCheckTime = now;
    m_good = result.good ? m_good + 1 : 0;
    m_bad = result.good ? 0 : m_bad + 1;
    switch (m_server->condition()) {
        case Condition::healthy:
            if (m_bad >= m_options.check.unhealthyAfter) becomeUnhealthy(now);
            break;
        case Condition::unhealthy:
            if (m_good >= m_options.check.healthyAfter) {
                comeBack("healthy", counted(m_good, "good check") + ", last: " + m_lastCheck, now);
            } else {
                const TimePoint next = now + m_options.check.interval;
                m_server->setOut(Condition::unhealthy,
                                 m_bad > 0 ? failedChecks() : m_server->reason(), next);
            }
            break;
        case Condition::ejected:
            if (now >= m_server->outUntil()) endEjection(result, now);
            break;
    }
}

void ServerHealth::endEjection(const CheckResult& result, TimePoint now) {
    if (result.good) {
        const std::string after = " after " + inSeconds(m_ejectedFor);
        comeBack("recover", "a good check" + after + ": " + m_lastCheck, now);
    } else if (m_bad >= m_options.check.unhealthyAfter) {
        becomeUnhealthy(now);
    }
}

std::string ServerHealth::failedChecks() const {
    if (m_bad == 1) return "a check failed: " + m_lastCheck;
    return std::to_string(m_bad) + " checks in a row failed, last: " + m_lastCheck;
}

void ServerHealth::becomeUnhealthy(TimePoint now) {
    m_server->setOut(Condition::unhealthy, failedChecks(), now + m_options.check.interval);
    clear(now);
    grow(now);
    m_report("unhealthy", m_server->name(), m_server->reason());
}

void ServerHealth::eject(const std::string& cause, TimePoint now) {
    m_ejectedFor = m_ejection.begin(m_options.outlier);
    m_server->setOut(Condition::ejected, cause, now + m_ejectedFor);
    clear(now);
    grow(now);
    m_report("eject", m_server->name(), cause + "; out for " + inSeconds(m_ejectedFor));
}

void ServerHealth::comeBack(const char* kind, std::string cause, TimePoint now) {
    m_server->statistics().reset();
    clear(now);
    m_ejection.ended(now);
    m_server->setBack();
    grow(now);
    m_report(kind, m_server->name(), std::move(cause));
}

/// Its past, good or bad, says nothing of what comes.
void ServerHealth::clear(TimePoint now) {
    m_window.clear();
    m_recent.clear();
    sample(now);
    m_good = 0;
}

void ServerHealth::forgetChecks() {
    m_good = 0;
    m_bad = 0;
}

void ServerHealth::advance(TimePoint now) {
    sample(now);
    comeBackUnasked(now);
    grow(now);
    followErrors(now);
    if (is(Condition::healthy)) m_ejection.forgive(now, m_options.outlier);
}

/// Without checks, nobody asks whether a server is well again.
void ServerHealth::comeBackUnasked(TimePoint now) {
    if (is(Condition::unhealthy) && !isChecked()) {
        comeBack("healthy", "servers are not checked any more", now);
    } else if (is(Condition::ejected) && !m_options.outlier.enabled) {
        comeBack("recover", "outliers are not ejected any more", now);
    } else if (is(Condition::ejected) && !isChecked() && now >= m_server->outUntil()) {
        comeBack("recover", "taken in again after " + inSeconds(m_ejectedFor), now);
    }
}

/// What is known of a server that nobody takes out of the balance: it is the only one, or too many
/// are out already.
void ServerHealth::followErrors(TimePoint now) {
    const ServerStatistics& statistics = m_server->statistics();
    if (!is(Condition::healthy) || statistics.errorsInARow() == 0) {
        m_erringSince.reset();
        const TimePoint since = m_server->failingSince();
        if (since == TimePoint{}) return;
        m_server->setFailingSince({});
        if (!is(Condition::healthy)) return;  // and told of as that
        m_report("answers", m_server->name(), "again, after " + inSeconds(now - since));
        return;
    }
    if (!m_erringSince) m_erringSince = now;
    if (m_server->failing() || now - *m_erringSince < failingAfter) return;
    m_server->setFailingSince(*m_erringSince);
    m_report("failing", m_server->name(), statistics.lastError());
}

void ServerHealth::sample(TimePoint now) {
    const ServerStatistics& statistics = m_server->statistics();
    const uint64_t untimed = statistics.untimed();
    const uint64_t answers = std::max(statistics.answers(), untimed);
    const TrafficCounts totals{answers, statistics.errors(),
                               answers - untimed + statistics.outrun(), statistics.latencySum()};
    const Duration window = m_options.outlier.window;
    m_window.add(totals, now, window);
    m_recent.add(totals, now, std::min<Duration>(window, OutlierOptions::recent));
}

Evidence ServerHealth::evidence(TimePoint now) const {
    if (!is(Condition::healthy) || m_server->duty() != Duty::active) return {};
    const ServerStatistics& statistics = m_server->statistics();
    return {.window = m_window.counts(),
            .recent = m_recent.counts(),
            .errorsInARow = statistics.errorsInARow(),
            .averageLatency_ms = statistics.averageLatency_ms(),
            .successRate = statistics.successRate(),
            .lastError = statistics.errors() > 0 ? statistics.lastError() : std::string(),
            .unanswered = statistics.givenUp() +
                          static_cast<uint64_t>(std::max<int64_t>(0, m_server->places())),
            .silence = statistics.silence(now)};
}

/// While a server is out, its ramp waits at the bottom: so it is right from the first request on.
void ServerHealth::grow(TimePoint now) {
    if (!is(Condition::healthy) || m_server->duty() != Duty::active) {
        m_growingSince.reset();
        m_server->setRamp(slowStartRamp(Duration::zero(), m_options.slowStart));
    } else if (m_server->ramp() < 1) {
        if (!m_growingSince) m_growingSince = now;
        m_server->setRamp(slowStartRamp(now - *m_growingSince, m_options.slowStart));
    }
}

}  // namespace sluice::upstream
