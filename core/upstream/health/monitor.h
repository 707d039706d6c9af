#pragma once

#include <memory>
#include <string>
#include <vector>

#include "event/timer.h"
#include "upstream/health/active_check.h"
#include "upstream/health/server_health.h"
#include "upstream/pool.h"

namespace sluice::upstream {

/// Watches the servers of one pool: checks them, judges their traffic, takes sick ones out of the
/// balance and well ones in again. Lives on the control thread, which runs an EpollDispatcher.
class Monitor {
public:
    static constexpr std::chrono::milliseconds tickInterval{100};
    static constexpr size_t maxProbes = 64;  ///< under way at a time
    using Report = ServerHealth::Report;

    /// `report` is told of every change of a server's state and must not destroy the monitor.
    Monitor(std::shared_ptr<const Pool> pool, HealthOptions options, Report report);
    ~Monitor();
    Monitor(const Monitor&) = delete;
    Monitor& operator=(const Monitor&) = delete;

    /// After a reload: keeps what is known of the servers that stay.
    void setPool(std::shared_ptr<const Pool> pool);
    void setOptions(const HealthOptions& options);
    const HealthOptions& options() const { return m_options; }

    /// Whether the sick servers are used, since none is well.
    bool failsOpen() const { return m_failsOpen; }
    /// Null for a server that is not in the pool.
    const ServerHealth* find(const Server& server) const;

private:
    static void tick(void* self);
    void judge(TimePoint now);
    OutlierOptions outlierOptions() const;
    bool mayEject(const ServerHealth& server) const;
    void followFailOpen();
    bool anyTrusted() const;
    void startChecks();
    void stopChecks();

    std::shared_ptr<const Pool> m_pool;
    HealthOptions m_options;
    const Report m_report;
    std::vector<std::unique_ptr<ServerHealth>> m_servers;  // as in the pool
    bool m_failsOpen = false;
    event::Timer m_timer;
    struct Checks;
    std::unique_ptr<Checks> m_checks;  // null without any
};

}  // namespace sluice::upstream
