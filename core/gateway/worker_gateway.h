#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "cache/redis/redis_tier.h"
#include "gateway/access_log.h"
#include "gateway/configuration.h"
#include "gateway/spare_heads.h"
#include "listener/request_handler.h"
#include "metrics/registry.h"
#include "upstream/balancing/balancer.h"
#include "upstream/semaphore.h"
#include "upstream/transport/transport.h"

namespace sluice::gateway {

/// What one worker has of a pool for itself.
class WorkerPool {
public:
    using Resilience = std::shared_ptr<const upstream::ResilienceOptions>;

    WorkerPool(std::shared_ptr<upstream::Pool> given, Resilience resilience, int worker);

    /// The balancer of the pool's strategy as it is now.
    upstream::Balancer& balancer();
    upstream::PoolCell& cell() const { return *pool->cells[static_cast<size_t>(m_worker)]; }
    /// Whether a server's requests hold so much more than its share of the pool's places that
    /// others should get the next ones, as when it hangs.
    bool holdsTooMuch(const upstream::Server& server);
    /// As it is now; valid until the request waits for anything.
    const upstream::ResilienceOptions& resilience() const { return *m_resilience; }
    /// For those who wait and all who come; those who were admitted stay.
    void setResilience(Resilience resilience);
    /// Until when a request may wait to be admitted.
    TimePoint admissionDeadline() const;

    const std::shared_ptr<upstream::Pool> pool;
    const std::unique_ptr<upstream::Transport> transport;
    upstream::Semaphore admission;  ///< to the pool's concurrency limit

private:
    double weights();

    const int m_worker;
    Resilience m_resilience;
    std::unique_ptr<upstream::Balancer> m_balancer;
    upstream::Strategy m_strategy{};
    double m_weights = 0;  // of all servers, now and then
    TimePoint m_weighed{};
};

/// The configuration as one worker uses it. Exchanges hold the one they began with.
struct WorkerConfiguration {
    std::shared_ptr<const Configuration> shared;
    std::vector<std::shared_ptr<WorkerPool>> targets;  ///< by route, as in Configuration
    std::vector<std::shared_ptr<WorkerPool>> pools;
};

class RunningFills;

/// The gateway on one worker: answers every request with an exchange. All members are for that
/// worker.
class WorkerGateway final : public listener::RequestHandler {
public:
    WorkerGateway(int worker, metrics::WorkerCell& cell);
    ~WorkerGateway() override;

    /// For the requests that come from then on. Pools that stay keep their connections.
    void apply(std::shared_ptr<const Configuration> configuration);
    void setAccessLog(std::shared_ptr<AccessLogFile> file) { m_accessLog.setFile(std::move(file)); }

    event::Task<> handle(listener::Connection& connection) override;
    event::Task<> refuse(listener::Connection& connection, const http::ParseError& error) override;

    int worker() const { return m_worker; }
    metrics::WorkerCell& cell() const { return m_cell; }
    const std::shared_ptr<const WorkerConfiguration>& configuration() const { return m_active; }
    AccessLog& accessLog() { return m_accessLog; }
    SpareHeads& spareHeads() { return m_spareHeads; }
    RunningFills& fills() { return *m_fills; }
    /// Null without Redis.
    const std::shared_ptr<cache::redis::RedisTier>& redis() const { return m_redis; }

private:
    void applyRedis();
    std::shared_ptr<WorkerPool> obtain(const std::shared_ptr<upstream::Pool>& pool) const;

    const int m_worker;
    metrics::WorkerCell& m_cell;
    AccessLog m_accessLog;
    SpareHeads m_spareHeads;
    std::shared_ptr<const WorkerConfiguration> m_active;
    std::shared_ptr<cache::redis::RedisTier> m_redis;
    std::optional<cache::RedisOptions> m_redisOptions;
    std::unique_ptr<RunningFills> m_fills;  // last: it uses the others
};

}  // namespace sluice::gateway
