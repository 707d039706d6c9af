#include "config/change_reader.h"
#include "config/editor.h"
#include "config/table_switch.h"
#include "engine/engine_state.h"
#include "engine/tuning_snapshot.h"

/// What the engine changes of its pools while they run, and saving it.
namespace sluice::engine {

Result<> Engine::setWeight(const std::string& pool, const std::string& server, double weight) {
    if (!m_state) return failure(notRunning);
    const auto done = m_state->tuning.setWeight(pool, server, weight);
    if (done) publishSoon();
    return done;
}

Result<> Engine::setStrategy(const std::string& pool, upstream::Strategy strategy) {
    return change(pool, [&](auto& options) { options.strategy = strategy; });
}

Result<> Engine::setHealth(const std::string& pool, const upstream::HealthOptions& health) {
    return change(pool, [&](auto& options) { options.health = health; });
}

const upstream::HealthOptions* Engine::health(const std::string& pool) const {
    const upstream::Monitor* monitor = m_state ? m_state->health.find(pool) : nullptr;
    return monitor ? &monitor->options() : nullptr;
}

Result<> Engine::setDuty(const std::string& pool, const std::string& server, upstream::Duty duty) {
    auto options = effective(pool);
    if (!options) return tl::unexpected(options.error());
    for (auto& candidate : options->servers) {
        if (candidate.name != server) continue;
        candidate.duty = duty;
        return tune(*options);
    }
    return failure("pool " + pool + " has no server " + server);
}

Result<> Engine::change(const std::string& pool,
                        const std::function<void(upstream::PoolOptions&)>& how) {
    auto options = effective(pool);
    if (!options) return tl::unexpected(options.error());
    how(*options);
    return tune(*options);
}

Result<> Engine::tune(const upstream::PoolOptions& wanted) {
    if (!m_state) return failure(notRunning);
    const auto done = m_state->tuning.apply(wanted);
    if (done) publishSoon();
    return done;
}

Result<upstream::PoolOptions> Engine::effective(const std::string& pool) const {
    if (!m_state) return failure(notRunning);
    return m_state->tuning.effective(pool);
}

const upstream::PoolOptions* Engine::configured(const std::string& pool) const {
    return m_state ? m_state->tuning.configured(pool) : nullptr;
}

std::vector<std::string> Engine::routeNames() const {
    std::vector<std::string> names;
    if (!m_state) return names;
    for (const routing::Route& route : m_state->data.configuration().routes.routes())
        names.push_back(route.name);
    return names;
}

const routing::Route* Engine::effectiveRoute(const std::string& route) const {
    return m_state ? m_state->routeTuning.effective(route) : nullptr;
}

const routing::Route* Engine::configuredRoute(const std::string& route) const {
    return m_state ? m_state->routeTuning.configured(route) : nullptr;
}

Result<> Engine::changeRoute(const std::string& route, const config::Value& change) {
    const routing::Route* used = effectiveRoute(route);
    if (!used) return failure(m_state ? "there is no route " + route : notRunning);
    const auto wanted = config::changed(*used, change, m_state->model);
    if (!wanted) return tl::unexpected(wanted.error());
    const auto done = m_state->routeTuning.apply(*wanted);
    if (done) publishSoon();
    return done;
}

Result<> Engine::save(bool overwrite) {
    if (!m_state) return failure(notRunning);
    if (!m_state->file) return failure("the gateway was started without a file to save to");
    const auto changes = m_state->unsaved();
    const auto before = m_state->file->read();
    if (!before) return failure(m_state->file->path() + ": " + before.error().message);
    const bool isOther = m_state->conflict || *before != m_state->textInUse;
    if (isOther && !overwrite) {
        return failure(m_state->file->path() + " was changed on disk; overwrite or revert");
    }
    const auto text = config::patch(*before, config::withSwitches(*before, changes));
    if (!text) return tl::unexpected(text.error());
    if (const auto written = config::replaceFile(m_state->file->path(), *text); !written) {
        return written;
    }
    m_state->events.add("save", m_state->file->path(),
                        std::to_string(changes.size()) + " changed value(s) saved");
    return reload();
}

Result<> Engine::saveAs(const std::string& path, const std::string& text) {
    if (!m_state) return failure(notRunning);
    const auto changes = m_state->unsaved();
    const auto patched = config::patch(text, config::withSwitches(text, changes));
    if (!patched) return tl::unexpected(patched.error());
    if (const auto written = config::replaceFile(path, *patched); !written) return written;
    adopt(path);
    m_state->events.add("save", path, "the configuration has a file");
    return reload();
}

Result<> Engine::revert() {
    if (!m_state) return failure(notRunning);
    if (m_state->conflict) return reload();
    m_state->tuning.revert();
    m_state->routeTuning.revert();
    m_state->cacheTuning.revert();
    m_state->cache.apply(m_state->data.configuration());
    publish();
    return {};
}

std::optional<metrics::PoolSnapshot> Engine::poolNow(const std::string& pool) const {
    if (!m_state) return std::nullopt;
    const upstream::Pool* live = m_state->tuning.find(pool);
    for (const auto& last : m_state->snapshot->pools) {
        if (!live || last.name != pool) continue;
        metrics::PoolSnapshot now = last;
        fillTuning(now, *live, configured(pool));
        return now;
    }
    return std::nullopt;
}

}  // namespace sluice::engine
