#include "upstream/transport/connection_pool.h"

#include <algorithm>
#include <utility>

namespace sluice::upstream {

namespace {

/// As good as never, and no overflow.
constexpr auto noExpiry = std::chrono::hours(24 * 365);

Failure waitFailure(Semaphore::Outcome outcome, const ConnectionPool::Limits& limits) {
    if (outcome == Semaphore::Outcome::queueFull) {
        return {Blame::gateway, Failure::Kind::queueFull,
                std::to_string(limits.waiting) +
                    " requests wait for a connection already; raise connections.waiting",
                true};
    }
    return {Blame::gateway, Failure::Kind::acquireTimeout,
            "all " + std::to_string(limits.open) +
                " connections of this worker stayed busy; raise connections.max",
            true};
}

/// Counts a connection from the wish to have it until the lease takes over, however that ends.
class Slot {
public:
    Slot(Semaphore& slots, size_t& open) : m_slots(&slots), m_open(open) {}
    ~Slot() {
        if (!m_slots) return;
        if (m_counted) --m_open;
        m_slots->release();
    }
    Slot(const Slot&) = delete;
    Slot& operator=(const Slot&) = delete;
    void count() {
        m_counted = true;
        ++m_open;
    }
    void handOver() { m_slots = nullptr; }

private:
    Semaphore* m_slots;
    size_t& m_open;
    bool m_counted = false;
};

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
    m_pool->put(std::move(m_connection), idleTimeout);
    std::exchange(m_pool, nullptr)->m_slots.release();
}

void Lease::reset() {
    if (!m_pool) return;
    m_connection.reset();
    m_pool->ended();
    std::exchange(m_pool, nullptr)->m_slots.release();
}

ConnectionPool::ConnectionPool(const PoolOptions& options, Limits limits, PoolCell& cell)
    : m_connectTimeout(options.connectTimeout),
      m_acquireTimeout(options.acquireTimeout),
      m_expiry(options.keepAliveExpiry),
      m_tls(ClientTls::from(options)),
      m_limits(limits),
      m_cell(cell),
      m_slots(limits.open, limits.waiting, cell.waiting),
      m_expiryTimer(event::EpollDispatcher::current()->timers(), &expired, this) {}

ConnectionPool::~ConnectionPool() {
    closeIdle();
}

event::Task<Outcome<Lease>> ConnectionPool::acquire(const std::shared_ptr<Server>& server,
                                                    bool fresh, metrics::Timeline* timeline) {
    using metrics::Phase;
    TimePoint now = Clock::now();
    enter(timeline, Phase::wait, now);
    const bool waits = !m_slots.free();
    const TimePoint deadline = event::deadlineAfter(now, m_acquireTimeout);
    const Semaphore::Outcome outcome = co_await m_slots.acquire(deadline);
    if (waits) now = Clock::now();
    if (outcome != Semaphore::Outcome::acquired) {
        co_return tl::unexpected(waitFailure(outcome, m_limits));
    }
    Slot slot(m_slots, m_open);
    if (!fresh) {
        if (auto idle = takeIdle(*server)) {
            slot.handOver();
            enter(timeline, Phase::firstByte, now);
            co_return Lease(*this, std::move(idle));
        }
    }
    makeRoom();
    slot.count();
    enter(timeline, Phase::connect, now);
    if (server->url().tls && !m_tls.error.empty()) {
        co_return failed(Blame::gateway, Failure::Kind::tls, m_tls.error, true);
    }
    auto connection = co_await ServerConnection::connect(server, m_connectTimeout, TimePoint::max(),
                                                         m_tls.context);
    if (!connection) co_return tl::unexpected(connection.error());
    slot.handOver();
    m_cell.open.add(1);
    enter(timeline, Phase::firstByte, Clock::now());
    co_return Lease(*this, std::move(*connection));
}

Lease ConnectionPool::acquireNow(const Server& server, metrics::Timeline* timeline) {
    if (!m_slots.free()) return {};
    auto idle = takeIdle(server);
    if (!idle) return {};
    m_slots.take();
    enter(timeline, metrics::Phase::firstByte, Clock::now());
    return Lease(*this, std::move(idle));
}

std::unique_ptr<ServerConnection> ConnectionPool::takeIdle(const Server& server) {
    for (size_t i = m_idle.size(); i-- > 0;) {
        if (&m_idle[i]->server() != &server) continue;
        auto connection = std::move(m_idle[i]);
        m_idle.erase(m_idle.begin() + static_cast<std::ptrdiff_t>(i));
        setIdle(*connection, false);
        // Bytes that nobody asked for, or an end of stream, make it unfit for another request; and
        // what is due to be closed is too old for one.
        const bool due = connection->expires <= event::EpollDispatcher::current()->now();
        if (!due && connection->socket().quiet()) return connection;
        connection.reset();
        ended();
    }
    return nullptr;
}

/// Holding a slot means that at most open-1 connections are in use: at the limit, one is idle.
void ConnectionPool::makeRoom() {
    if (m_open < m_limits.open || m_idle.empty()) return;
    setIdle(*m_idle.front(), false);
    m_idle.erase(m_idle.begin());
    ended();
}

void ConnectionPool::put(std::unique_ptr<ServerConnection> connection,
                         std::optional<uint32_t> idleTimeout) {
    const Duration limit = idleLimit(idleTimeout);
    if (m_limits.idle == 0 || limit <= Duration::zero() || !connection->socket().quiet()) {
        connection.reset();
        ended();
        return;
    }
    if (m_idle.size() >= m_limits.idle) {
        setIdle(*m_idle.front(), false);
        m_idle.erase(m_idle.begin());
        ended();
    }
    connection->reused = true;
    connection->expires = event::EpollDispatcher::current()->now() + limit;
    setIdle(*connection, true);
    armExpiry(connection->expires);
    m_idle.push_back(std::move(connection));
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

void ConnectionPool::setIdle(ServerConnection& connection, bool idle) {
    connection.idleIn = idle ? this : nullptr;
    connection.socket().onPeerClosed(idle ? &idleClosed : nullptr, &connection);
    m_cell.idle.add(idle ? 1 : -1);
}

void ConnectionPool::ended() {
    --m_open;
    m_cell.open.add(-1);
}

void ConnectionPool::closeIdle() {
    for (const auto& connection : m_idle) {
        setIdle(*connection, false);
        ended();
    }
    m_idle.clear();
}

void ConnectionPool::idleClosed(void* context) {
    auto* connection = static_cast<ServerConnection*>(context);
    ConnectionPool& pool = *connection->idleIn;
    pool.setIdle(*connection, false);
    pool.ended();
    std::erase_if(pool.m_idle, [&](const auto& idle) { return idle.get() == connection; });
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
    std::erase_if(pool.m_idle, [&](const auto& connection) {
        if (connection->expires > now) {
            next = std::min(next, connection->expires);
            return false;
        }
        pool.setIdle(*connection, false);
        pool.ended();
        return true;
    });
    if (!pool.m_idle.empty()) pool.armExpiry(next);
}

}  // namespace sluice::upstream
