#include "upstream/health/monitor.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "event/epoll_dispatcher.h"
#include "upstream/transport/factory.h"

namespace sluice::upstream {

namespace {

/// Connections of the checks' own, one for each: an idle one would tell nothing of the next. The
/// probe's time limit is the only one, and a second address has half of it.
PoolOptions forChecks(PoolOptions options, Duration timeout) {
    options.maxConnections = Monitor::maxProbes;
    options.maxWaiting = Monitor::maxProbes;
    options.keepAlive = 0;
    options.connectTimeout = timeout / 2;
    for (Duration* limit : {&options.readTimeout, &options.writeTimeout, &options.acquireTimeout}) {
        *limit = std::chrono::hours(25);
    }
    return options;
}

}  // namespace

struct Monitor::Checks {
    Checks(const PoolOptions& pool, const CheckOptions& options)
        : transport(makeTransport(forChecks(pool, options.timeout), cell)),
          shared{options, *transport, maxProbes} {}

    PoolCell cell;
    const std::unique_ptr<Transport> transport;
    ActiveCheck::Shared shared;
    std::vector<std::unique_ptr<ActiveCheck>> running;
};

Monitor::Monitor(std::shared_ptr<const Pool> pool, HealthOptions options, Report report)
    : m_options(std::move(options)),
      m_report(std::move(report)),
      m_timer(event::EpollDispatcher::current()->timers(), &tick, this) {
    setPool(std::move(pool));
    tick(this);
}

Monitor::~Monitor() = default;

void Monitor::setPool(std::shared_ptr<const Pool> pool) {
    if (pool == m_pool) return;
    stopChecks();
    m_pool = std::move(pool);
    auto previous = std::exchange(m_servers, {});
    for (const auto& server : m_pool->servers) {
        const auto known = std::find_if(previous.begin(), previous.end(), [&](const auto& one) {
            return one && one->server() == server;
        });
        m_servers.push_back(known != previous.end()
                                ? std::move(*known)
                                : std::make_unique<ServerHealth>(server, m_options, m_report));
        server->setTrustedAnyway(m_failsOpen);
    }
    startChecks();
}

void Monitor::setOptions(const HealthOptions& options) {
    const bool sameChecks = options.check == m_options.check;
    if (!sameChecks) stopChecks();
    m_options = options;
    if (sameChecks) return;
    for (const auto& server : m_servers)
        server->forgetChecks();
    startChecks();
}

const ServerHealth* Monitor::find(const Server& server) const {
    for (const auto& one : m_servers) {
        if (one->server().get() == &server) return one.get();
    }
    return nullptr;
}

void Monitor::startChecks() {
    if (m_options.check.kind == CheckOptions::Kind::none) return;
    m_checks = std::make_unique<Checks>(m_pool->options, m_options.check);
    for (const auto& server : m_servers) {
        m_checks->running.push_back(
            std::make_unique<ActiveCheck>(server->server(), m_checks->shared,
                                          [this, health = server.get()](const CheckResult& result) {
                                              health->checked(result, Clock::now());
                                              followFailOpen();
                                          }));
    }
}

void Monitor::stopChecks() {
    m_checks.reset();
}

void Monitor::tick(void* self) {
    auto& monitor = *static_cast<Monitor*>(self);
    const TimePoint now = Clock::now();
    for (const auto& server : monitor.m_servers)
        server->advance(now);
    if (monitor.m_options.outlier.enabled) monitor.judge(now);
    monitor.followFailOpen();
    monitor.m_timer.arm(now + tickInterval);
}

/// By a hash, the servers get different requests, and their latencies tell of those.
OutlierOptions Monitor::outlierOptions() const {
    OutlierOptions options = m_options.outlier;
    if (m_pool->tuning.strategy == Strategy::consistentHash) options.latencyFactor = 0;
    return options;
}

void Monitor::judge(TimePoint now) {
    std::vector<Evidence> evidence;
    evidence.reserve(m_servers.size());
    for (const auto& server : m_servers)
        evidence.push_back(server->evidence(now));
    const OutlierDetector detector(outlierOptions(), std::move(evidence));
    std::vector<std::pair<size_t, std::string>> outliers;
    for (size_t i = 0; i < m_servers.size(); ++i) {
        if (auto cause = detector.verdict(i)) outliers.emplace_back(i, *std::move(cause));
    }
    std::sort(outliers.begin(), outliers.end(), [&](const auto& one, const auto& other) {
        return detector.isWorse(one.first, other.first);
    });
    for (const auto& [server, cause] : outliers) {
        if (mayEject(*m_servers[server])) m_servers[server]->eject(cause, now);
    }
}

/// Never the last one that takes requests, and not more than the share allows.
bool Monitor::mayEject(const ServerHealth& server) const {
    const auto ejected = std::count_if(m_servers.begin(), m_servers.end(),
                                       [](const auto& one) { return one->is(Condition::ejected); });
    const double allowed = m_options.outlier.maxEjected * static_cast<double>(m_servers.size());
    if (static_cast<double>(ejected + 1) > std::floor(allowed + 1e-9)) return false;
    return std::any_of(m_servers.begin(), m_servers.end(), [&](const auto& other) {
        return other.get() != &server && other->is(Condition::healthy) &&
               other->server()->eligible();
    });
}

void Monitor::followFailOpen() {
    const bool open = m_options.failOpen && !m_servers.empty() && !anyTrusted();
    if (open == m_failsOpen) return;
    m_failsOpen = open;
    for (const auto& server : m_servers)
        server->server()->setTrustedAnyway(open);
    m_report("fail-open", m_pool->options.name,
             open ? "no server is healthy: the sick ones are used" : "over");
}

/// Whether a server takes requests for its own sake.
bool Monitor::anyTrusted() const {
    return std::any_of(m_servers.begin(), m_servers.end(), [](const auto& server) {
        const Server& one = *server->server();
        return server->is(Condition::healthy) && one.duty() == Duty::active && one.weight() > 0;
    });
}

}  // namespace sluice::upstream
