#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "upstream/health/ejection.h"
#include "upstream/health/outlier_detector.h"
#include "upstream/health/probe.h"
#include "upstream/health/traffic_window.h"
#include "upstream/server.h"

namespace sluice::upstream {

/// What is known of one server's health, and how it leaves the balance and comes back. The one
/// writer of its condition and ramp. Control thread.
class ServerHealth {
public:
    /// A server whose requests have failed for so long without a success is told of as failing.
    static constexpr std::chrono::seconds failingAfter{1};

    /// A change of state. `kind`: "unhealthy", "healthy", "eject", "recover", "failing", "answers",
    /// "fail-open".
    using Report =
        std::function<void(std::string kind, const std::string& subject, std::string cause)>;

    /// `options` and `report` outlive it.
    ServerHealth(std::shared_ptr<Server> server, const HealthOptions& options,
                 const Report& report);

    const std::shared_ptr<Server>& server() const { return m_server; }
    bool is(Condition condition) const { return m_server->condition() == condition; }

    void checked(const CheckResult& result, TimePoint now);
    /// Looks at the traffic, ends an ejection that is over, lets the slow start go on. Now and
    /// then.
    void advance(TimePoint now);
    /// Its traffic, while it is in the balance.
    Evidence evidence(TimePoint now) const;
    void eject(const std::string& cause, TimePoint now);
    /// The checks are others: what they found does not count any more.
    void forgetChecks();

    const std::string& lastCheck() const { return m_lastCheck; }  ///< empty: never
    TimePoint lastCheckTime() const { return m_lastCheckTime; }

private:
    bool isChecked() const { return m_options.check.kind != CheckOptions::Kind::none; }
    std::string failedChecks() const;
    void becomeUnhealthy(TimePoint now);
    void endEjection(const CheckResult& result, TimePoint now);
    void comeBackUnasked(TimePoint now);
    void comeBack(const char* kind, std::string cause, TimePoint now);
    void clear(TimePoint now);
    void sample(TimePoint now);
    void grow(TimePoint now);
    void followErrors(TimePoint now);

    const std::shared_ptr<Server> m_server;
    const HealthOptions& m_options;
    const Report& m_report;
    TrafficWindow m_window;
    TrafficWindow m_recent;
    Ejection m_ejection;
    Duration m_ejectedFor{};
    unsigned m_good = 0;  // checks in a row
    unsigned m_bad = 0;
    std::string m_lastCheck;
    TimePoint m_lastCheckTime{};
    std::optional<TimePoint> m_growingSince;
    std::optional<TimePoint> m_erringSince;  // without a success since
};

}  // namespace sluice::upstream
