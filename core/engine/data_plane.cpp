#include "engine/data_plane.h"

#include <unistd.h>

#include <atomic>
#include <utility>

#include "engine/configuration_builder.h"

namespace sluice::engine {

namespace {

Result<std::shared_ptr<gateway::AccessLogFile>> openLog(const std::string& path) {
    if (path.empty()) return std::shared_ptr<gateway::AccessLogFile>();
    return gateway::AccessLogFile::open(path);
}

}  // namespace

DataPlane::DataPlane(metrics::Registry& registry)
    : m_registry(registry), m_count(std::make_shared<listener::ConnectionCount>(0)) {}

DataPlane::~DataPlane() {
    stop();
}

Result<> DataPlane::start(const config::Model& model) {
    auto configuration = buildConfiguration(model, m_registry, nullptr);
    if (!configuration) return tl::unexpected(configuration.error());
    auto log = openLog(model.log.accessLog);
    if (!log) return tl::unexpected(log.error());
    const auto bound = listener::bindAll(model.listen.address, m_registry.workers());
    if (!bound) return tl::unexpected(bound.error());
    m_configuration = std::move(*configuration);
    setLog(std::move(*log), model.log.accessLog);
    for (int i = 0; i < m_registry.workers(); ++i) {
        m_workers.push_back(std::make_unique<WorkerUnit>(i, m_registry, m_count));
        m_workers.back()->start(m_configuration, m_accessLog);
    }
    listen(model.listen.address, *bound);
    return {};
}

Result<> DataPlane::apply(const config::Model& model) {
    auto log = openLog(model.log.accessLog);  // anew, as it may have been moved away
    if (!log) return tl::unexpected(log.error());
    const bool moved = !(model.listen.address == m_asked);
    Result<listener::Bound> bound = listener::Bound{};
    if (moved) bound = listener::bindAll(model.listen.address, m_registry.workers());
    if (!bound) return tl::unexpected(bound.error());
    auto configuration = buildConfiguration(model, m_registry, m_configuration.get());
    if (!configuration) {
        for (const int fd : bound->descriptors)
            ::close(fd);
        return tl::unexpected(configuration.error());
    }
    m_configuration = std::move(*configuration);
    setLog(std::move(*log), model.log.accessLog);
    send();
    if (moved) listen(model.listen.address, *bound);
    return {};
}

Result<> DataPlane::reopenLog() {
    auto log = openLog(m_accessLogPath);
    if (!log) return tl::unexpected(log.error());
    setLog(std::move(*log), m_accessLogPath);
    send();
    return {};
}

void DataPlane::setResilience(const upstream::Pool& pool,
                              const upstream::ResilienceOptions& options) {
    auto next = std::make_shared<gateway::Configuration>(*m_configuration);
    for (size_t i = 0; i < next->pools.size(); ++i) {
        if (next->pools[i].get() != &pool) continue;
        next->pools[i]->setResilience(options);
        next->resilience[i] = std::make_shared<const upstream::ResilienceOptions>(options);
    }
    m_configuration = std::move(next);
    send();
}

upstream::Pool& DataPlane::renewPool(const upstream::Pool& pool,
                                     const upstream::PoolOptions& options) {
    auto next = std::make_shared<gateway::Configuration>(*m_configuration);
    const auto made = renewed(options, m_registry, pool);
    for (auto& existing : next->pools) {
        if (existing.get() == &pool) existing = made;
    }
    for (auto& target : next->targets) {
        if (target.pool.get() == &pool) target.pool = made;
    }
    m_configuration = std::move(next);
    send();
    return *made;
}

Result<> DataPlane::setRoute(const routing::Route& route) {
    auto next = std::make_shared<gateway::Configuration>(*m_configuration);
    std::vector<routing::Route> routes = next->routes.routes();
    for (size_t i = 0; i < routes.size(); ++i) {
        if (routes[i].name != route.name) continue;
        routes[i] = route;
        for (const auto& pool : next->pools) {
            if (pool->options.name == route.pool) next->targets[i].pool = pool;
        }
    }
    auto table = routing::RouteTable::build(std::move(routes));
    if (!table) return tl::unexpected(table.error());
    next->routes = std::move(*table);
    m_configuration = std::move(next);
    send();
    return {};
}

void DataPlane::setCacheOptions(std::optional<cache::Options> options) {
    auto next = std::make_shared<gateway::Configuration>(*m_configuration);
    setCache(*next, options, m_configuration.get());
    m_configuration = std::move(next);
    send();
}

void DataPlane::send() {
    for (const auto& worker : m_workers)
        worker->apply(m_configuration, m_accessLog);
}

void DataPlane::setLog(std::shared_ptr<gateway::AccessLogFile> log, const std::string& path) {
    m_accessLog = std::move(log);
    m_accessLogPath = path;
}

void DataPlane::listen(const Endpoint& asked, const listener::Bound& bound) {
    m_asked = asked;
    m_address = bound.address;
    for (size_t i = 0; i < m_workers.size(); ++i)
        m_workers[i]->listen(bound.descriptors[i]);
}

void DataPlane::settle(std::function<void()> done) {
    struct Round {
        explicit Round(size_t workers, std::function<void()> then)
            : left(workers), done(std::move(then)) {}
        std::atomic<size_t> left;
        std::function<void()> done;  // for the last worker to hand over
    };
    const auto round = std::make_shared<Round>(m_workers.size(), std::move(done));
    const auto control = event::EpollDispatcher::current()->mailbox();
    for (const auto& worker : m_workers) {
        worker->post([round, control] {
            if (--round->left == 0) control->post(std::move(round->done));
        });
    }
}

void DataPlane::drain() {
    for (const auto& worker : m_workers)
        worker->drain();
}

void DataPlane::stop() {
    m_workers.clear();
    if (m_accessLog) m_accessLog->finish();
    m_accessLog.reset();
}

}  // namespace sluice::engine
