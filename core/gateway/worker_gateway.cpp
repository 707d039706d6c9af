#include "gateway/worker_gateway.h"

#include <algorithm>

#include "gateway/bad_request.h"
#include "gateway/batch.h"
#include "gateway/exchange.h"
#include "gateway/request_id.h"
#include "gateway/running_fills.h"
#include "listener/connection.h"
#include "upstream/transport/factory.h"

namespace sluice::gateway {

namespace {

/// A server may hold so many times its share of the pool's places, and a few in any case.
constexpr double placesFactor = 1.5;
constexpr double fewPlaces = 2;
/// For how long the sum of the weights is taken for true.
constexpr std::chrono::milliseconds weighedFor{100};

}  // namespace

WorkerPool::WorkerPool(std::shared_ptr<upstream::Pool> given, Resilience resilience, int worker)
    : pool(std::move(given)),
      transport(upstream::makeTransport(pool->options, pool->connections,
                                        static_cast<size_t>(worker),
                                        *pool->cells[static_cast<size_t>(worker)])),
      admission(*pool->admission, static_cast<size_t>(worker),
                pool->cells[static_cast<size_t>(worker)]->queued),
      m_worker(worker),
      m_resilience(std::move(resilience)) {}

void WorkerPool::setResilience(Resilience resilience) {
    const Duration before = m_resilience->concurrency.timeout;
    const Duration after = resilience->concurrency.timeout;
    if (after != before) admission.changeTimeLimit(before, after);
    m_resilience = std::move(resilience);
}

TimePoint WorkerPool::admissionDeadline() const {
    return event::deadlineAfter(event::EpollDispatcher::current()->now(),
                                m_resilience->concurrency.timeout);
}

upstream::Balancer& WorkerPool::balancer() {
    const upstream::Strategy wanted = pool->tuning.strategy.load(std::memory_order_relaxed);
    if (!m_balancer || wanted != m_strategy) {
        m_balancer = upstream::makeBalancer(wanted, pool->servers, m_worker, pool->tuning);
        m_strategy = wanted;
    }
    return *m_balancer;
}

/// What strategies bind to a server, such as a session, goes elsewhere only if it is silent, too.
bool WorkerPool::holdsTooMuch(const upstream::Server& server) {
    const auto held = static_cast<double>(server.places());
    if (held < fewPlaces) return false;
    const size_t most = m_resilience->concurrency.max;
    const auto places = static_cast<double>(most > 0 ? most : pool->options.maxConnections);
    if (held < placesFactor * places * server.effectiveWeight() / weights()) return false;
    const TimePoint now = event::EpollDispatcher::current()->now();
    return m_strategy != upstream::Strategy::consistentHash ||
           server.statistics().silence(now) >= upstream::OutlierOptions::silenceFloor / 2;
}

double WorkerPool::weights() {
    const TimePoint now = event::EpollDispatcher::current()->now();
    if (now - m_weighed < weighedFor) return m_weights;
    m_weighed = now;
    m_weights = 0;
    for (const auto& server : pool->servers)
        m_weights += server->effectiveWeight();
    return m_weights;
}

WorkerGateway::WorkerGateway(int worker, metrics::WorkerCell& cell)
    : m_worker(worker),
      m_cell(cell),
      m_active(std::make_shared<WorkerConfiguration>()),
      m_fills(std::make_unique<RunningFills>()) {}

WorkerGateway::~WorkerGateway() = default;

void WorkerGateway::apply(std::shared_ptr<const Configuration> configuration) {
    auto next = std::make_shared<WorkerConfiguration>();
    next->shared = std::move(configuration);
    for (size_t i = 0; i < next->shared->pools.size(); ++i) {
        const auto& pool = next->shared->pools[i];
        const auto& resilience = next->shared->resilience[i];
        auto workerPool = obtain(pool);
        if (workerPool) {
            workerPool->setResilience(resilience);
        } else {
            workerPool = std::make_shared<WorkerPool>(pool, resilience, m_worker);
        }
        next->pools.push_back(std::move(workerPool));
    }
    for (const auto& target : next->shared->targets) {
        const auto found = std::find_if(next->pools.begin(), next->pools.end(),
                                        [&](const auto& p) { return p->pool == target.pool; });
        next->targets.push_back(*found);
    }
    const auto previous = std::exchange(m_active, std::move(next));
    const Configuration& shared = *m_active->shared;
    const bool isNew = !previous->shared || previous->shared->cacheOptions != shared.cacheOptions;
    if (isNew && shared.cacheStore) shared.cacheStore->marks.clear();
    applyRedis();
    for (const auto& old : previous->pools) {
        if (!obtain(old->pool)) old->transport->closeIdle();
    }
}

/// Fills that look something up in the old one keep it to their end.
void WorkerGateway::applyRedis() {
    const Configuration& shared = *m_active->shared;
    const auto wanted = shared.cacheOptions ? shared.cacheOptions->redis : std::nullopt;
    if (wanted == m_redisOptions) return;
    m_redisOptions = wanted;
    m_redis.reset();
    if (!wanted) return;
    auto url = cache::redis::parseRedisUrl(wanted->url);
    if (!url) return;                              // the configuration was checked
    const auto report = [](auto, const auto&) {};  // the control thread's own connection tells
    m_redis = std::make_shared<cache::redis::RedisTier>(
        *wanted, std::move(*url), shared.purgeLog, *shared.redis[static_cast<size_t>(m_worker)],
        report);
}

std::shared_ptr<WorkerPool> WorkerGateway::obtain(
    const std::shared_ptr<upstream::Pool>& pool) const {
    for (const auto& existing : m_active->pools) {
        if (existing->pool == pool) return existing;
    }
    return nullptr;
}

event::Task<> WorkerGateway::handle(listener::Connection& connection) {
    const auto& batches = m_active->shared->batch;
    if (batches && Batch::isMeant(connection.request(), *batches)) {
        Batch batch(*this, connection);
        co_return co_await batch.run();
    }
    Exchange exchange(*this, connection);
    co_await exchange.run();
}

event::Task<> WorkerGateway::refuse(listener::Connection& connection,
                                    const http::ParseError& error) {
    const http::RequestHead& request = connection.request();
    const RequestId id(request.fields);
    http::Problem problem = badRequest(error, request, connection.options());
    problem.requestId = id.text();
    co_await connection.answer(problem, true);
    if (!m_accessLog.enabled()) co_return;
    m_accessLog.write({.peer = connection.peer(),
                       .method = request.method.empty() ? "-" : request.method,
                       .path = "-",
                       .status = problem.status,
                       .bytesOut = connection.response().bodyBytes(),
                       .elapsed = Clock::now() - connection.requestBegan(),
                       .route = {},
                       .server = {},
                       .requestId = id.text()});
}

}  // namespace sluice::gateway
