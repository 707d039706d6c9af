#include "upstream/transport/access_manager_pool.h"

#include <algorithm>
#include <map>
#include <utility>

#include "event/epoll_dispatcher.h"
#include "event/socket.h"
#include "upstream/transport/system_proxies.h"

namespace sluice::upstream {

namespace {

constexpr size_t maxManagers = 8;
constexpr size_t connectionsPerServer = 6;

Failure waitFailure(Semaphore::Outcome outcome, size_t atOnce, const ConnectionLimits& limits) {
    if (outcome == Semaphore::Outcome::queueFull) {
        return {Blame::gateway, Failure::Kind::queueFull,
                std::to_string(limits.open.maxWaiting()) +
                    " requests wait for a connection already; raise connections.waiting",
                true};
    }
    return {Blame::gateway, Failure::Kind::acquireTimeout,
            std::to_string(atOnce) + " requests were under way all the time", true};
}

}  // namespace

struct PooledManager {
    QNetworkAccessManager access;
    std::map<const Server*, size_t> underWay;
    bool closeWhenIdle = false;

    PooledManager() { access.setProxyFactory(new SystemProxies); }
    size_t count(const Server& server) const {
        const auto found = underWay.find(&server);
        return found == underWay.end() ? 0 : found->second;
    }
    void closeIfWanted() {
        if (closeWhenIdle && underWay.empty()) {
            closeWhenIdle = false;
            access.clearConnectionCache();
        }
    }
};

AccessManagerLease::AccessManagerLease(AccessManagerPool& pool, PooledManager& manager,
                                       const Server& server)
    : m_pool(&pool), m_manager(&manager), m_server(&server) {}

AccessManagerLease::AccessManagerLease(AccessManagerLease&& other) noexcept
    : m_pool(std::exchange(other.m_pool, nullptr)),
      m_manager(other.m_manager),
      m_server(other.m_server) {}

AccessManagerLease& AccessManagerLease::operator=(AccessManagerLease&& other) noexcept {
    if (this != &other) {
        reset();
        m_pool = std::exchange(other.m_pool, nullptr);
        m_manager = other.m_manager;
        m_server = other.m_server;
    }
    return *this;
}

AccessManagerLease::~AccessManagerLease() {
    reset();
}

QNetworkAccessManager& AccessManagerLease::manager() const {
    return m_manager->access;
}

void AccessManagerLease::retireManager() {
    m_pool->retire(*m_manager);
}

void AccessManagerLease::changeManager() {
    PooledManager& before = *m_manager;
    retireManager();
    m_manager = &m_pool->choose(*m_server);
    m_pool->leave(before, *m_server);
}

void AccessManagerLease::reset() {
    if (m_pool) std::exchange(m_pool, nullptr)->released(*m_manager, *m_server);
}

AccessManagerPool::AccessManagerPool(const PoolOptions& options,
                                     std::shared_ptr<ConnectionLimits> limits, size_t worker,
                                     PoolCell& cell)
    : m_acquireTimeout(options.acquireTimeout),
      m_limits(std::move(limits)),
      m_cell(cell),
      m_withinQt(maxManagers * connectionsPerServer * std::max<size_t>(1, options.servers.size()),
                 options.maxWaiting, 1),
      m_lanes(m_withinQt, 0, cell.waiting),
      m_permits(m_limits->open, worker, cell.waiting) {}

AccessManagerPool::~AccessManagerPool() = default;

event::Task<Outcome<AccessManagerLease>> AccessManagerPool::acquire(const Server& server) {
    const TimePoint deadline = event::deadlineAfter(Clock::now(), m_acquireTimeout);
    const Semaphore::Outcome lane = co_await m_lanes.acquire(deadline);
    if (lane != Semaphore::Outcome::acquired) {
        co_return tl::unexpected(waitFailure(lane, m_withinQt.limit(), *m_limits));
    }
    Acquired inLane(m_lanes);
    const Semaphore::Outcome permitted = co_await m_permits.acquire(deadline);
    if (permitted != Semaphore::Outcome::acquired) {
        co_return tl::unexpected(waitFailure(permitted, m_limits->open.limit(), *m_limits));
    }
    inLane.handOver();
    m_cell.open.add(1);
    co_return AccessManagerLease(*this, choose(server), server);
}

PooledManager& AccessManagerPool::choose(const Server& server) {
    const auto least = std::min_element(
        m_managers.begin(), m_managers.end(),
        [&](const auto& a, const auto& b) { return a->count(server) < b->count(server); });
    const bool full = least == m_managers.end() || (*least)->count(server) >= connectionsPerServer;
    const bool more = full && m_managers.size() < maxManagers;
    if (more) m_managers.push_back(std::make_unique<PooledManager>());
    PooledManager& chosen = more ? *m_managers.back() : **least;
    ++chosen.underWay[&server];
    return chosen;
}

void AccessManagerPool::retire(PooledManager& manager) {
    const auto found = std::find_if(m_managers.begin(), m_managers.end(),
                                    [&](const auto& one) { return one.get() == &manager; });
    if (found == m_managers.end()) return;
    m_retired.push_back(std::move(*found));
    m_managers.erase(found);
}

void AccessManagerPool::leave(PooledManager& manager, const Server& server) {
    const auto found = manager.underWay.find(&server);
    if (--found->second == 0) manager.underWay.erase(found);
    if (manager.underWay.empty()) idle(manager);
}

void AccessManagerPool::released(PooledManager& manager, const Server& server) {
    leave(manager, server);
    m_cell.open.add(-1);
    m_permits.release();
    m_lanes.release();
}

/// This may run inside a signal of one of the manager's replies: what ends its thread waits.
void AccessManagerPool::idle(PooledManager& manager) {
    const auto found = std::find_if(m_retired.begin(), m_retired.end(),
                                    [&](const auto& one) { return one.get() == &manager; });
    if (found == m_retired.end() && !manager.closeWhenIdle) return;
    event::EpollDispatcher::current()->defer([this, alive = std::weak_ptr(m_alive)] {
        if (alive.expired()) return;
        std::erase_if(m_retired, [](const auto& one) { return one->underWay.empty(); });
        for (const auto& one : m_managers)
            one->closeIfWanted();
    });
}

void AccessManagerPool::closeIdle() {
    for (const auto& manager : m_managers) {
        manager->closeWhenIdle = true;
        manager->closeIfWanted();
    }
}

}  // namespace sluice::upstream
