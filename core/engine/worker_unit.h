#pragma once

#include <functional>
#include <memory>

#include "event/worker.h"
#include "gateway/access_log.h"
#include "gateway/configuration.h"
#include "listener/listener.h"
#include "metrics/registry.h"

namespace sluice::engine {

/// One worker: its thread, and the gateway and listener that live on it. Members are for the
/// control thread; they post to the worker and, but for start and stop, do not wait.
class WorkerUnit {
public:
    WorkerUnit(int index, metrics::Registry& registry,
               std::shared_ptr<listener::ConnectionCount> count);
    ~WorkerUnit();

    void start(std::shared_ptr<const gateway::Configuration> configuration,
               std::shared_ptr<gateway::AccessLogFile> accessLog);
    void listen(int fd);
    void apply(std::shared_ptr<const gateway::Configuration> configuration,
               std::shared_ptr<gateway::AccessLogFile> accessLog);
    /// Runs it on the worker, after the round that is under way.
    void post(std::function<void()> function);
    /// No new clients; what is in flight goes on.
    void drain();
    /// Closes everything at once and joins the thread.
    void stop();

private:
    struct Local;

    const int m_index;
    metrics::WorkerCell& m_cell;
    std::shared_ptr<listener::ConnectionCount> m_count;
    event::Worker m_worker;
    std::unique_ptr<Local> m_local;  // made, used and destroyed on the worker
};

}  // namespace sluice::engine
