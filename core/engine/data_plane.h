#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/endpoint.h"
#include "base/result.h"
#include "config/model.h"
#include "engine/worker_unit.h"
#include "gateway/configuration.h"
#include "listener/bind.h"
#include "metrics/registry.h"

namespace sluice::engine {

/// All workers together. Control thread.
class DataPlane {
public:
    explicit DataPlane(metrics::Registry& registry);
    ~DataPlane();

    /// Binds, starts the workers and lets them accept. A failure leaves nothing behind.
    Result<> start(const config::Model& model);
    /// Replaces the configuration on all workers. A failure (a bad route, a new address that cannot
    /// be bound) changes nothing.
    Result<> apply(const config::Model& model);
    /// Opens the access log by its name again, for the lines to come; a failure keeps the old one.
    Result<> reopenLog();
    /// Lines that the access log did not take, since it was opened.
    uint64_t droppedLines() const { return m_accessLog ? m_accessLog->dropped() : 0; }
    /// Replaces what may be changed of a pool's resilience, on all workers.
    void setResilience(const upstream::Pool& pool, const upstream::ResilienceOptions& options);
    /// A pool of these options takes the place of `pool`, with its servers, for the requests that
    /// come; those under way end where they are. Gives the new one.
    upstream::Pool& renewPool(const upstream::Pool& pool, const upstream::PoolOptions& options);
    /// Replaces the route of that name, for the requests that come. A failure changes nothing.
    Result<> setRoute(const routing::Route& route);
    /// On all workers, for the requests that come. What is stored stays; nothing: no cache.
    void setCacheOptions(std::optional<cache::Options> options);
    /// Calls `done` here once each worker has ended the round that it is in: whatever it had
    /// answered by now has been counted. Never if it stops first.
    void settle(std::function<void()> done);
    void drain();
    void stop();

    const gateway::Configuration& configuration() const { return *m_configuration; }
    const Endpoint& address() const { return m_address; }  ///< with the true port
    size_t openConnections() const { return m_count->load(std::memory_order_relaxed); }

private:
    void listen(const Endpoint& asked, const listener::Bound& bound);
    void send();
    void setLog(std::shared_ptr<gateway::AccessLogFile> log, const std::string& path);

    metrics::Registry& m_registry;
    std::shared_ptr<listener::ConnectionCount> m_count;
    std::vector<std::unique_ptr<WorkerUnit>> m_workers;
    std::shared_ptr<const gateway::Configuration> m_configuration;
    std::shared_ptr<gateway::AccessLogFile> m_accessLog;
    std::string m_accessLogPath;
    Endpoint m_asked;    // as configured, perhaps with port 0
    Endpoint m_address;  // as bound
};

}  // namespace sluice::engine
