#include <sys/utsname.h>

#include <QDateTime>
#include <thread>

#include "config/description.h"
#include "engine/engine_state.h"

/// What the engine gives to snapshots that are kept.
namespace sluice::engine {

namespace {

metrics::Environment environmentOf(int workers) {
    utsname name{};
    ::uname(&name);
    return {std::string(name.sysname) + " " + name.release + " " + name.machine,
            static_cast<int>(std::thread::hardware_concurrency()), workers, SLUICE_VERSION};
}

}  // namespace

metrics::Record Engine::described(metrics::Record record) const {
    record.to_ms = QDateTime::currentMSecsSinceEpoch();
    record.from_ms = record.to_ms - static_cast<int64_t>(record.elapsed_s * 1000);
    config::Model model = m_state->model;
    for (auto& pool : model.pools)
        if (const auto used = effective(pool.name)) pool = *used;
    if (const auto cache = cacheOptions()) model.cache = *cache;
    record.configuration = config::describe(model);
    record.configurationHash = config::hashOf(record.configuration);
    record.environment = environmentOf(m_state->registry.workers());
    return record;
}

void Engine::record() {
    m_state->record = std::make_shared<metrics::Record>(described(m_state->sampler.record()));
}

RecordPtr Engine::recordNow() const {
    if (!m_state) return nullptr;
    return std::make_shared<metrics::Record>(described(m_state->sampler.recordNow(Clock::now())));
}

void Engine::settle(std::function<void()> done) {
    if (m_state) m_state->data.settle(std::move(done));
}

SnapshotPtr Engine::snapshotNow() const {
    if (!m_state) return nullptr;
    auto snapshot = std::make_shared<metrics::Snapshot>(*m_state->snapshot);
    snapshot->record = recordNow();
    snapshot->time_ms = snapshot->record->to_ms;
    metrics::setCounts(*snapshot, *snapshot->record);
    return snapshot;
}

const metrics::Course& Engine::course() const {
    static const metrics::Course none;
    return m_state ? m_state->sampler.course() : none;
}

}  // namespace sluice::engine
