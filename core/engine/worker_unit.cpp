#include "engine/worker_unit.h"

#include <utility>

#include "event/block_pool.h"
#include "event/frame_pool.h"
#include "gateway/worker_gateway.h"
#include "http/header_map.h"

namespace sluice::engine {

namespace {

void countMemoryIn(metrics::MemoryPools* pools) {
    event::BlockPool::countIn(pools ? &pools->blocks : nullptr);
    event::FramePool::countIn(pools ? &pools->frames : nullptr);
    http::HeaderMap::countIn(pools ? &pools->heads : nullptr);
}

}  // namespace

struct WorkerUnit::Local {
    Local(int index, metrics::WorkerCell& cell,
          const std::shared_ptr<const gateway::Configuration>& configuration,
          std::shared_ptr<listener::ConnectionCount> count)
        : gateway(index, cell), listener(configuration->listen, gateway, cell, std::move(count)) {}

    gateway::WorkerGateway gateway;
    listener::Listener listener;
};

WorkerUnit::WorkerUnit(int index, metrics::Registry& registry,
                       std::shared_ptr<listener::ConnectionCount> count)
    : m_index(index), m_cell(registry.worker(index)), m_count(std::move(count)), m_worker(index) {}

WorkerUnit::~WorkerUnit() {
    stop();
}

void WorkerUnit::start(std::shared_ptr<const gateway::Configuration> configuration,
                       std::shared_ptr<gateway::AccessLogFile> accessLog) {
    m_worker.start();
    m_worker.post([this, configuration] {
        countMemoryIn(&m_cell.memory);
        m_local = std::make_unique<Local>(m_index, m_cell, configuration, m_count);
    });
    apply(std::move(configuration), std::move(accessLog));
}

void WorkerUnit::listen(int fd) {
    m_worker.post([this, fd] { m_local->listener.listen(fd); });
}

void WorkerUnit::apply(std::shared_ptr<const gateway::Configuration> configuration,
                       std::shared_ptr<gateway::AccessLogFile> accessLog) {
    m_worker.post([this, configuration = std::move(configuration),
                   accessLog = std::move(accessLog)]() mutable {
        m_local->listener.setOptions(configuration->listen);
        m_local->gateway.setAccessLog(std::move(accessLog));
        m_local->gateway.apply(std::move(configuration));
    });
}

void WorkerUnit::post(std::function<void()> function) {
    m_worker.post(std::move(function));
}

void WorkerUnit::drain() {
    m_worker.post([this] { m_local->listener.drain(); });
}

void WorkerUnit::stop() {
    m_worker.post([this] {
        m_local.reset();
        countMemoryIn(nullptr);
    });
    m_worker.stop();
}

}  // namespace sluice::engine
