#pragma once

#include <memory>
#include <optional>

#include "event/timer.h"
#include "metrics/timeline.h"
#include "upstream/options.h"
#include "upstream/pool_cell.h"
#include "upstream/semaphore.h"
#include "upstream/transport/client_tls.h"
#include "upstream/transport/connection_limits.h"
#include "upstream/transport/idle_connections.h"
#include "upstream/transport/server_connection.h"

namespace sluice::upstream {

class ConnectionPool;

/// A connection in use. Destroying it closes the connection and makes room for another one.
class Lease {
public:
    Lease() = default;
    Lease(ConnectionPool& pool, std::unique_ptr<ServerConnection> connection);
    Lease(Lease&& other) noexcept;
    Lease& operator=(Lease&& other) noexcept;
    ~Lease();

    explicit operator bool() const { return m_pool != nullptr; }
    ServerConnection* operator->() const { return m_connection.get(); }
    ServerConnection& operator*() const { return *m_connection; }
    /// Gives the connection back for reuse: its last answer was read to the end. `idleTimeout`: for
    /// how long the server keeps it, in seconds, if it said so.
    void keepAlive(std::optional<uint32_t> idleTimeout);
    /// Closes it.
    void reset();

private:
    ConnectionPool* m_pool = nullptr;
    std::unique_ptr<ServerConnection> m_connection;
};

/// One worker's connections of a pool. All workers together have at most `maxConnections` open,
/// idle ones included; requests beyond wait in line, and an idle connection of any worker is closed
/// for them if it cannot serve them. Outlives its leases. Not thread-safe.
class ConnectionPool {
public:
    ConnectionPool(const PoolOptions& options, std::shared_ptr<ConnectionLimits> limits,
                   size_t worker, PoolCell& cell);
    ~ConnectionPool();
    ConnectionPool(const ConnectionPool&) = delete;
    ConnectionPool& operator=(const ConnectionPool&) = delete;

    /// An idle connection to `server`, the youngest first, or a new one. `fresh`: only a new one.
    /// `server`, the pointer itself, lives as long as the task.
    /// `timeline`: is told of waiting, of connecting and of having a connection; may be null.
    event::Task<Outcome<Lease>> acquire(const std::shared_ptr<Server>& server, bool fresh,
                                        metrics::Timeline* timeline);
    /// As acquire(), if that need not wait: no lease if there is no idle connection to `server`, or
    /// others wait for one.
    Lease acquireNow(const Server& server, metrics::Timeline* timeline);
    /// Closes what is idle, or will be.
    void retire();

private:
    friend class Lease;
    struct Permit {
        std::unique_ptr<ServerConnection> connection;  // null: one may be opened
    };
    event::Task<Outcome<Permit>> permit(const Server& server, bool fresh);
    std::unique_ptr<ServerConnection> takeIdle(const Server& server);
    void put(std::unique_ptr<ServerConnection> connection, std::optional<uint32_t> idleTimeout);
    Duration idleLimit(std::optional<uint32_t> idleTimeout) const;
    std::unique_ptr<ServerConnection> removeIdle(ServerConnection& connection);
    bool takeIdlePlace();
    void closeOldest();
    void ended();
    void giveUpIdle();
    void armExpiry(TimePoint expires);
    void setIdle(ServerConnection& connection, bool idle);
    static void idleWanted(void* self);
    static void idleClosed(void* connection);
    static void expired(void* self);

    const Duration m_connectTimeout;
    const Duration m_acquireTimeout;
    const Duration m_expiry;
    const ClientTls m_tls;
    const std::shared_ptr<ConnectionLimits> m_limits;
    const size_t m_worker;
    PoolCell& m_cell;
    Semaphore m_permits;  // one for each open connection
    IdleConnections m_idle;
    event::Timer m_expiryTimer;
    TimePoint m_nextExpiry = TimePoint::max();  // what the timer is armed for
    bool m_retired = false;
};

}  // namespace sluice::upstream
