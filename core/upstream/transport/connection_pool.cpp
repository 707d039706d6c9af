#include "upstream/transport/connection_pool.h"

#include <algorithm>
#include <utility>

namespace sluice::upstream {

namespace {

/// As good as never, and no overflow.
constexpr auto noExpiry = std::chrono::hours(24 * 365);

Failure waitFailure(Semaphore::Outcome outcome, const ConnectionLimits& limits) {
    if (outcome == Semaphore::Outcome::queueFull) {
        return {Blame::gateway, Failure::Kind::queueFull,
                std::to_string(limits.open.maxWaiting()) +
                    " requests wait for a connection already; raise connections.waiting",
                true};
    }
    return {Blame::gateway, Failure::Kind::acquireTimeout,
            "all " + std::to_string(limits.open.limit()) +
                " connections of the pool stayed busy; raise connections.max",
            true};
}

}  // namespace

Lease::Lease(ConnectionPool& pool, std::unique_ptr<ServerConnection> connection)
    : m_pool(&pool), m_connection(std::move(connection)) {}

Lease::Lease(Lease&& other) noexcept
    : m_pool(std::exchange(other.m_pool, nullptr)), m_connection(std::move(other.m_connection)) {}

Lease& Lease::operator=(Lease&& other) noexcept {
    if (this != &other) {
        reset();
        m_pool = std::exchange(other.m_pool, nullptr);
        m_connection = std::move(other.m_connection);
    }
    return *this;
}

Lease::~Lease() {
    reset();
}

void Lease::keepAlive(std::optional<uint32_t> idleTimeout) {
    std::exchange(m_pool, nullptr)->put(std::move(m_connection), idleTimeout);
}

void Lease::reset() {
    if (!m_pool) return;
    m_connection.reset();
    std::exchange(m_pool, nullptr)->ended();
}

ConnectionPool::ConnectionPool(const PoolOptions& options, std::shared_ptr<ConnectionLimits> limits,
                               size_t worker, PoolCell& cell)
    : m_connectTimeout(options.connectTimeout),
      m_acquireTimeout(options.acquireTimeout),
      m_expiry(options.keepAliveExpiry),
      m_tls(ClientTls::from(options)),
      m_limits(std::move(limits)),
      m_worker(worker),
      m_cell(cell),
      m_permits(m_limits->open, worker, cell.waiting),
      m_expiryTimer(event::EpollDispatcher::current()->timers(), &expired, this) {
    m_permits.onWanted(&idleWanted, this);
}

ConnectionPool::~ConnectionPool() {
    retire();
}

event::Task<Outcome<Lease>> ConnectionPool::acquire(const std::shared_ptr<Server>& server,
                                                    bool fresh, metrics::Timeline* timeline) {
    using metrics::Phase;
    enter(timeline, Phase::wait, Clock::now());
    if (!fresh) {
        Lease lease = acquireNow(*server, timeline);
        if (lease) co_return std::move(lease);
    }
    auto permitted = co_await permit(*server, fresh);
    if (!permitted) co_return tl::unexpected(permitted.error());
    const TimePoint now = Clock::now();
    if (permitted->connection) {
        enter(timeline, Phase::firstByte, now);
        co_return Lease(*this, std::move(permitted->connection));
    }
    Acquired permit(m_permits);
    enter(timeline, Phase::connect, now);
    if (server->url().tls && !m_tls.error.empty()) {
        co_return failed(Blame::gateway, Failure::Kind::tls, m_tls.error, true);
    }
    auto connection = co_await ServerConnection::connect(server, m_connectTimeout, TimePoint::max(),
                                                         m_tls.context);
    if (!connection) co_return tl::unexpected(connection.error());
    permit.handOver();
    m_cell.open.add(1);
    enter(timeline, Phase::firstByte, Clock::now());
    co_return Lease(*this, std::move(*connection));
}

Lease ConnectionPool::acquireNow(const Server& server, metrics::Timeline* timeline) {
    if (m_permits.waiting() > 0) return {};
    auto idle = takeIdle(server);
    if (!idle) return {};
    enter(timeline, metrics::Phase::firstByte, Clock::now());
    return Lease(*this, std::move(idle));
}

/// The right to open a connection, in time; or an idle one, if that is what became free.
event::Task<Outcome<ConnectionPool::Permit>> ConnectionPool::permit(const Server& server,
                                                                    bool fresh) {
    const TimePoint deadline = event::deadlineAfter(Clock::now(), m_acquireTimeout);
    for (;;) {
        if (m_permits.tryAcquire()) co_return Permit{};
        if (m_permits.waiting() == 0) closeOldest();  // which others may wait for, too
        const Semaphore::Outcome outcome = co_await m_permits.acquire(deadline);
        if (outcome == Semaphore::Outcome::acquired) co_return Permit{};
        if (outcome != Semaphore::Outcome::turn) {
            co_return tl::unexpected(waitFailure(outcome, *m_limits));
        }
        if (m_idle.empty()) continue;  // closed by its server just now
        if (auto idle = fresh ? nullptr : takeIdle(server)) co_return Permit{std::move(idle)};
        if (!m_idle.empty()) {
            removeIdle(*m_idle.oldest());
            m_cell.open.add(-1);
            co_return Permit{};
        }
    }
}

std::unique_ptr<ServerConnection> ConnectionPool::takeIdle(const Server& server) {
    while (ServerConnection* idle = m_idle.youngestOf(server)) {
        auto connection = removeIdle(*idle);
        // Bytes that nobody asked for, or an end of stream, make it unfit for another request; and
        // what is due to be closed is too old for one.
        const bool due = connection->expires <= event::EpollDispatcher::current()->now();
        if (!due && connection->socket().quiet()) return connection;
        connection.reset();
        ended();
    }
    return nullptr;
}

void ConnectionPool::put(std::unique_ptr<ServerConnection> connection,
                         std::optional<uint32_t> idleTimeout) {
    const Duration limit = idleLimit(idleTimeout);
    const bool fit = !m_retired && limit > Duration::zero() && connection->socket().quiet();
    const bool wanted = m_permits.inDemand();
    if (!fit || !takeIdlePlace()) {
        connection.reset();
        return ended();
    }
    // While somebody waits, it is kept only for who is the next, and is of this worker.
    if (wanted && !m_permits.passTurn()) {
        m_limits->idle.put(m_worker);
        connection.reset();
        return ended();
    }
    connection->reused = true;
    connection->expires = event::EpollDispatcher::current()->now() + limit;
    setIdle(*connection, true);
    armExpiry(connection->expires);
    m_idle.add(std::move(connection));
    m_permits.keeps(m_idle.size());
    if (!wanted && m_permits.inDemand()) giveUpIdle();  // who came to wait may have seen it busy
}

/// A second before the server, or half of its time if that is less: it shall not close just when
/// the next request is on its way.
Duration ConnectionPool::idleLimit(std::optional<uint32_t> idleTimeout) const {
    using std::chrono::seconds;
    const Duration own = m_expiry == Duration::zero() ? Duration(noExpiry) : m_expiry;
    if (!idleTimeout) return own;
    const Duration servers = seconds(*idleTimeout);
    return std::min(own, servers - std::min<Duration>(seconds(1), servers / 2));
}

/// The youngest connections are kept.
bool ConnectionPool::takeIdlePlace() {
    if (m_limits->idle.tryTake(m_worker)) return true;
    if (m_idle.empty()) return false;
    closeOldest();
    return m_limits->idle.tryTake(m_worker);
}

std::unique_ptr<ServerConnection> ConnectionPool::removeIdle(ServerConnection& connection) {
    auto taken = m_idle.take(connection);
    setIdle(connection, false);
    m_limits->idle.put(m_worker);
    m_permits.keeps(m_idle.size());
    return taken;
}

void ConnectionPool::closeOldest() {
    if (m_idle.empty()) return;
    removeIdle(*m_idle.oldest()).reset();
    ended();
}

void ConnectionPool::setIdle(ServerConnection& connection, bool idle) {
    connection.idleIn = idle ? this : nullptr;
    event::Socket& socket = connection.socket();
    idle ? socket.onDisturbed(&idleClosed, &connection) : socket.onPeerClosed(nullptr, nullptr);
    m_cell.idle.add(idle ? 1 : -1);
}

/// A connection is closed, and its permit is free for another one.
void ConnectionPool::ended() {
    m_cell.open.add(-1);
    m_permits.release();
}

void ConnectionPool::retire() {
    m_retired = true;
    while (!m_idle.empty())
        closeOldest();
}

/// What is idle is for those who wait: a connection as it is for the next of this worker, and room
/// for a new one for any other.
void ConnectionPool::giveUpIdle() {
    while (m_idle.size() > m_permits.turns() && m_permits.inDemand()) {
        if (!m_permits.passTurn()) closeOldest();
    }
}

void ConnectionPool::idleWanted(void* self) {
    static_cast<ConnectionPool*>(self)->giveUpIdle();
}

void ConnectionPool::idleClosed(void* context) {
    auto& connection = *static_cast<ServerConnection*>(context);
    ConnectionPool& pool = *connection.idleIn;
    pool.removeIdle(connection).reset();
    pool.ended();
}

void ConnectionPool::armExpiry(TimePoint expires) {
    if (m_expiryTimer.armed() && m_nextExpiry <= expires) return;
    m_nextExpiry = expires;
    m_expiryTimer.arm(expires);
}

void ConnectionPool::expired(void* self) {
    auto& pool = *static_cast<ConnectionPool*>(self);
    const TimePoint now = Clock::now();
    TimePoint next = TimePoint::max();
    for (ServerConnection* idle = pool.m_idle.oldest(); idle;) {
        ServerConnection& connection = *idle;
        idle = IdleConnections::youngerThan(connection);
        if (connection.expires > now) {
            next = std::min(next, connection.expires);
            continue;
        }
        pool.removeIdle(connection).reset();
        pool.ended();
    }
    if (!pool.m_idle.empty()) pool.armExpiry(next);
}

}  // namespace sluice::upstream
