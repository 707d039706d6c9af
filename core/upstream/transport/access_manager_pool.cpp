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

/// What Qt would queue by itself, without fairness or a time limit, waits here instead.
ConnectionPool::Limits withinQt(ConnectionPool::Limits limits, size_t servers) {
    limits.open =
        std::min(limits.open, maxManagers * connectionsPerServer * std::max<size_t>(1, servers));
    return limits;
}

Failure waitFailure(Semaphore::Outcome outcome, const ConnectionPool::Limits& limits) {
    if (outcome == Semaphore::Outcome::queueFull) {
        return {Failure::Kind::queueFull,
                std::to_string(limits.waiting) +
                    " requests wait for a connection already; raise connections.waiting",
                true};
    }
    return {Failure::Kind::acquireTimeout,
            "this worker had " + std::to_string(limits.open) + " requests under way all the time",
            true};
}

}  // namespace

struct AccessManagerPool::Manager {
    QNetworkAccessManager access;
    std::map<const Server*, size_t> underWay;
    bool closeWhenIdle = false;

    Manager() { access.setProxyFactory(new SystemProxies); }
    size_t count(const Server& server) const {
        const auto found = underWay.find(&server);
        return found == underWay.end() ? 0 : found->second;
    }
};

AccessManagerLease::AccessManagerLease(AccessManagerPool& pool, size_t manager,
                                       const Server& server)
    : m_pool(&pool), m_manager(manager), m_server(&server) {}

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
    return m_pool->m_managers[m_manager]->access;
}

void AccessManagerLease::reset() {
    if (m_pool) std::exchange(m_pool, nullptr)->released(m_manager, *m_server);
}

AccessManagerPool::AccessManagerPool(const PoolOptions& options, ConnectionPool::Limits limits,
                                     PoolCell& cell)
    : m_acquireTimeout(options.acquireTimeout),
      m_limits(withinQt(limits, options.servers.size())),
      m_cell(cell),
      m_slots(m_limits.open, m_limits.waiting, cell.waiting) {}

AccessManagerPool::~AccessManagerPool() = default;

event::Task<Outcome<AccessManagerLease>> AccessManagerPool::acquire(const Server& server) {
    const TimePoint deadline = event::deadlineAfter(Clock::now(), m_acquireTimeout);
    const Semaphore::Outcome outcome = co_await m_slots.acquire(deadline);
    if (outcome != Semaphore::Outcome::acquired) {
        co_return tl::unexpected(waitFailure(outcome, m_limits));
    }
    m_cell.open.add(1);
    co_return AccessManagerLease(*this, choose(server), server);
}

size_t AccessManagerPool::choose(const Server& server) {
    const auto least = std::min_element(
        m_managers.begin(), m_managers.end(),
        [&](const auto& a, const auto& b) { return a->count(server) < b->count(server); });
    auto index = static_cast<size_t>(least - m_managers.begin());
    const bool full = least == m_managers.end() || (*least)->count(server) >= connectionsPerServer;
    if (full && m_managers.size() < maxManagers) {
        index = m_managers.size();
        m_managers.push_back(std::make_unique<Manager>());
    }
    ++m_managers[index]->underWay[&server];
    return index;
}

void AccessManagerPool::released(size_t manager, const Server& server) {
    auto& underWay = m_managers[manager]->underWay;
    const auto found = underWay.find(&server);
    if (--found->second == 0) underWay.erase(found);
    if (underWay.empty() && m_managers[manager]->closeWhenIdle) closeIdle();
    m_cell.open.add(-1);
    m_slots.release();
}

void AccessManagerPool::closeIdle() {
    for (const auto& manager : m_managers) {
        manager->closeWhenIdle = !manager->underWay.empty();
        if (!manager->closeWhenIdle) manager->access.clearConnectionCache();
    }
}

}  // namespace sluice::upstream
