#pragma once

#include <QNetworkAccessManager>
#include <memory>
#include <vector>

#include "event/task.h"
#include "upstream/outcome.h"
#include "upstream/pool_cell.h"
#include "upstream/semaphore.h"
#include "upstream/server.h"
#include "upstream/transport/connection_limits.h"

namespace sluice::upstream {

class AccessManagerPool;
struct PooledManager;

/// The right to have one request under way with a manager.
class AccessManagerLease {
public:
    AccessManagerLease() = default;
    AccessManagerLease(AccessManagerPool& pool, PooledManager& manager, const Server& server);
    AccessManagerLease(AccessManagerLease&& other) noexcept;
    AccessManagerLease& operator=(AccessManagerLease&& other) noexcept;
    ~AccessManagerLease();

    QNetworkAccessManager& manager() const;
    /// The connection may hold bytes of this answer that Qt would take for the next one: no further
    /// request goes to this manager.
    void retireManager();
    /// Retires it, and takes another one.
    void changeManager();
    void reset();

private:
    AccessManagerPool* m_pool = nullptr;
    PooledManager* m_manager = nullptr;
    const Server* m_server = nullptr;
};

/// One worker's access managers for a pool. Qt 6.4 opens at most six HTTP/1.1 connections for each
/// manager and server, and each manager has a thread, so that more of them are made as they are
/// needed, up to eight. Outlives its leases. Not thread-safe.
class AccessManagerPool {
public:
    AccessManagerPool(const PoolOptions& options, std::shared_ptr<ConnectionLimits> limits,
                      size_t worker, PoolCell& cell);
    ~AccessManagerPool();

    /// The manager with the fewest requests under way to `server`.
    event::Task<Outcome<AccessManagerLease>> acquire(const Server& server);
    /// Closes the connections of managers that have nothing to do, now or later.
    void closeIdle();

private:
    friend class AccessManagerLease;
    PooledManager& choose(const Server& server);
    void retire(PooledManager& manager);
    void leave(PooledManager& manager, const Server& server);
    void released(PooledManager& manager, const Server& server);
    void idle(PooledManager& manager);

    const Duration m_acquireTimeout;
    const std::shared_ptr<ConnectionLimits> m_limits;
    PoolCell& m_cell;
    SharedPermits m_withinQt;
    Semaphore m_lanes;    // what Qt would queue by itself, without fairness, waits for one
    Semaphore m_permits;  // of the pool's connections
    std::vector<std::unique_ptr<PooledManager>> m_managers;
    std::vector<std::unique_ptr<PooledManager>> m_retired;  // until their last request ends
    std::shared_ptr<bool> m_alive = std::make_shared<bool>();
};

}  // namespace sluice::upstream
