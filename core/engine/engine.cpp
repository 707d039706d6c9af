#include "engine/engine.h"

#include <QTimer>
#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "config/editor.h"
#include "config/loader.h"
#include "engine/configuration_file.h"
#include "engine/control_plane.h"
#include "engine/data_plane.h"
#include "engine/event_log.h"
#include "engine/health_monitors.h"
#include "engine/pool_pulse.h"
#include "engine/snapshot_builder.h"
#include "engine/what_if_run.h"
#include "metrics/registry.h"
#include "metrics/sampler.h"
#include "upstream/balancing/balancer.h"
#include "upstream/duty.h"
#include "upstream/health/health_limits.h"

namespace sluice::engine {

namespace {

constexpr std::chrono::seconds sampleInterval{1};
constexpr std::chrono::milliseconds drainCheckInterval{20};

int workersFor(const config::Model& model) {
    if (model.workers > 0) return model.workers;
    return static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

std::string lines(const std::vector<config::Problem>& problems) {
    std::string text;
    for (const auto& problem : problems)
        text += (text.empty() ? "" : "\n") + problem.toString();
    return text;
}

std::string shortNumber(double value) {
    return QString::number(value).toStdString();
}

}  // namespace

/// What exists while the gateway runs.
struct Engine::State {
    State(const config::Model& m, admin::Actions actions)
        : model(m),
          registry(workersFor(m)),
          sampler(registry),
          data(registry),
          control(std::move(actions)) {}

    config::Model model;  // as in the file
    metrics::Registry registry;
    metrics::Sampler sampler;
    DataPlane data;
    ControlPlane control;
    EventLog events;
    PoolPulse pulse;
    HealthMonitors health{events};
    std::unique_ptr<ConfigurationFile> file;
    std::string configError;
    bool conflict = false;
    bool stopping = false;
    TimePoint stopBy{};
    QTimer sampleTimer;
    QTimer drainTimer;
    SnapshotPtr snapshot;
    WhatIfRun whatIf;

    std::vector<config::WeightChange> changes() const;
    upstream::Pool* pool(const std::string& name) const;
};

std::vector<config::WeightChange> Engine::State::changes() const {
    std::vector<config::WeightChange> changes;
    for (const auto& options : model.pools) {
        const upstream::Pool* live = pool(options.name);
        if (!live) continue;
        for (const auto& server : live->servers) {
            for (const auto& configured : options.servers) {
                const double weight = server->weight();
                if (configured.name == server->name() && configured.weight != weight) {
                    changes.push_back({options.name, configured.name, weight});
                }
            }
        }
    }
    return changes;
}

upstream::Pool* Engine::State::pool(const std::string& name) const {
    for (const auto& candidate : data.configuration().pools) {
        if (candidate->options.name == name) return candidate.get();
    }
    return nullptr;
}

Engine::Engine(QObject* parent) : QObject(parent) {
    qRegisterMetaType<SnapshotPtr>();
}

Engine::~Engine() = default;

Result<> Engine::startFile(const std::string& path) {
    auto loaded = config::loadFile(path);
    if (!loaded) return failure(lines(loaded.error()));
    if (const auto started = start(loaded->model); !started) return started;
    m_state->file = std::make_unique<ConfigurationFile>(path);
    connect(m_state->file.get(), &ConfigurationFile::changed, this, &Engine::fileChanged);
    for (const auto& warning : loaded->warnings) {
        m_state->events.add("warning", path, warning.toString());
    }
    publish();
    return {};
}

Result<> Engine::start(const config::Model& model) {
    if (m_state) return failure("the gateway runs already");
    admin::Actions actions;
    actions.snapshot = [this] { return snapshot(); };
    actions.setWeight = [this](const std::string& pool, const std::string& server, double weight) {
        return setWeight(pool, server, weight);
    };
    actions.runWhatIf = [this](const std::string& pool, auto done) {
        runWhatIf(pool, std::move(done));
    };
    auto state = std::make_unique<State>(model, std::move(actions));
    if (const auto bound = state->control.apply(model.admin); !bound) return bound;
    if (const auto started = state->data.start(model); !started) return started;
    m_state = std::move(state);
    m_state->health.apply(m_state->data.configuration(), model);
    m_state->events.add("start", listenUrl(), "the gateway listens");
    m_state->sampler.sample(Clock::now());
    publish();
    connect(&m_state->sampleTimer, &QTimer::timeout, this, &Engine::sample);
    m_state->sampleTimer.setTimerType(Qt::PreciseTimer);
    m_state->sampleTimer.start(sampleInterval);
    return {};
}

bool Engine::running() const {
    return m_state != nullptr;
}

void Engine::stop() {
    if (!m_state) return;
    if (std::exchange(m_state->stopping, true)) {
        finishStop();
        return;
    }
    m_state->stopBy = Clock::now() + m_state->model.listen.drainTimeout;
    m_state->data.drain();
    m_state->events.add("stop", listenUrl(), "no new clients; finishing what is in flight");
    connect(&m_state->drainTimer, &QTimer::timeout, this, [this] {
        const bool done = m_state->data.openConnections() == 0;
        if (done || Clock::now() >= m_state->stopBy) finishStop();
    });
    m_state->drainTimer.start(drainCheckInterval);
}

void Engine::finishStop() {
    m_state->health.stop();
    m_state->data.stop();
    m_state->control.stop();
    // A timer of the state may be what called: it goes when that has returned.
    m_state->drainTimer.stop();
    m_state->sampleTimer.stop();
    event::EpollDispatcher::current()->defer(
        [old = std::shared_ptr<State>(std::move(m_state))]() mutable { old.reset(); });
    Q_EMIT stopped();
}

void Engine::sample() {
    m_state->sampler.sample(Clock::now());
    m_state->pulse.beat(m_state->data.configuration(), m_state->sampler, m_state->events);
    publish();
}

void Engine::publish() {
    auto next = std::make_shared<metrics::Snapshot>(
        buildSnapshot(m_state->data.configuration(), m_state->model, m_state->sampler,
                      m_state->pulse, m_state->health, m_state->events));
    next->listenUrl = listenUrl();
    next->adminUrl = adminUrl();
    next->configError = m_state->configError;
    next->fileConflict = m_state->conflict;
    if (m_state->file) {
        next->configFile = m_state->file->path();
        next->unsavedChanges = static_cast<int>(m_state->changes().size());
    }
    m_state->snapshot = std::move(next);
    Q_EMIT snapshotTaken(m_state->snapshot);
}

void Engine::fileChanged() {
    if (m_state->changes().empty()) {
        (void)reload();
        return;
    }
    m_state->conflict = true;
    m_state->events.add("conflict", m_state->file->path(),
                        "the file changed on disk while there are unsaved changes");
    publish();
}

Result<> Engine::reload() {
    if (!m_state) return failure("the gateway does not run");
    if (!m_state->file) return failure("the gateway was started without a file");
    const std::string& path = m_state->file->path();
    m_state->file->setKnown(m_state->file->read());
    auto loaded = config::loadFile(path);
    Result<> applied;
    if (!loaded) applied = failure(lines(loaded.error()));
    if (applied) applied = m_state->data.apply(loaded->model);
    if (applied) applied = m_state->control.apply(loaded->model.admin);
    if (!applied) {
        m_state->configError = applied.error().message;
        m_state->events.add("error", path, "not reloaded: " + m_state->configError);
    } else {
        m_state->model = std::move(loaded->model);
        m_state->health.apply(m_state->data.configuration(), m_state->model);
        m_state->configError.clear();
        m_state->conflict = false;
        m_state->events.add("reload", path, "configuration reloaded, no connection dropped");
        if (m_state->model.workers > 0 && m_state->model.workers != m_state->registry.workers()) {
            m_state->events.add("warning", path, "engine.workers takes effect at the next start");
        }
    }
    publish();
    return applied;
}

Result<> Engine::setWeight(const std::string& pool, const std::string& server, double weight) {
    if (!m_state) return failure("the gateway does not run");
    if (!(weight >= 0 && weight <= 1000)) return failure("a weight is a number from 0 to 1000");
    const upstream::Pool* found = m_state->pool(pool);
    if (!found) return failure("there is no pool " + pool);
    for (const auto& candidate : found->servers) {
        if (candidate->name() != server) continue;
        const double before = candidate->weight();
        if (before == weight) return {};
        candidate->setWeight(weight);
        m_state->events.add("weight", server, shortNumber(before) + " → " + shortNumber(weight));
        publish();
        return {};
    }
    return failure("pool " + pool + " has no server " + server);
}

Result<> Engine::setStrategy(const std::string& pool, upstream::Strategy strategy) {
    upstream::Pool* found = m_state ? m_state->pool(pool) : nullptr;
    if (!found) return failure("there is no pool " + pool);
    const upstream::Strategy before = found->tuning.strategy.exchange(strategy);
    if (before == strategy) return {};
    m_state->events.add("strategy", pool,
                        std::string(upstream::strategyName(before)) + " → " +
                            std::string(upstream::strategyName(strategy)));
    publish();
    return {};
}

Result<> Engine::setDuty(const std::string& pool, const std::string& server, upstream::Duty duty) {
    const upstream::Pool* found = m_state ? m_state->pool(pool) : nullptr;
    if (!found) return failure("there is no pool " + pool);
    for (const auto& candidate : found->servers) {
        if (candidate->name() != server) continue;
        if (candidate->duty() == duty) return {};
        candidate->setDuty(duty);
        m_state->events.add("duty", server, std::string(upstream::dutyName(duty)));
        publish();
        return {};
    }
    return failure("pool " + pool + " has no server " + server);
}

Result<> Engine::setHealth(const std::string& pool, const upstream::HealthOptions& options) {
    upstream::Monitor* monitor = m_state ? m_state->health.find(pool) : nullptr;
    if (!monitor) return failure("there is no pool " + pool);
    if (const auto checked = upstream::checkHealthOptions(options); !checked) return checked;
    if (monitor->options() == options) return {};
    monitor->setOptions(options);
    m_state->events.add("health", pool, "other health settings");
    publish();
    return {};
}

const upstream::HealthOptions* Engine::health(const std::string& pool) const {
    const upstream::Monitor* monitor = m_state ? m_state->health.find(pool) : nullptr;
    return monitor ? &monitor->options() : nullptr;
}

Result<> Engine::save(bool overwrite) {
    if (!m_state) return failure("the gateway does not run");
    if (!m_state->file) return failure("the gateway was started without a file to save to");
    const auto changes = m_state->changes();
    if (m_state->conflict && !overwrite) {
        return failure(m_state->file->path() + " was changed on disk; overwrite or revert");
    }
    const auto text = config::patchWeights(m_state->file->read(), changes);
    if (!text) return tl::unexpected(text.error());
    if (const auto written = config::replaceFile(m_state->file->path(), *text); !written) {
        return written;
    }
    m_state->events.add("save", m_state->file->path(),
                        std::to_string(changes.size()) + " changed value(s) saved");
    return reload();
}

Result<> Engine::revert() {
    if (!m_state) return failure("the gateway does not run");
    if (m_state->conflict) return reload();
    for (const auto& change : m_state->changes()) {
        for (const auto& options : m_state->model.pools) {
            if (options.name != change.pool) continue;
            for (const auto& server : options.servers) {
                if (server.name == change.server) {
                    (void)setWeight(change.pool, change.server, server.weight);
                }
            }
        }
    }
    return {};
}

void Engine::runWhatIf(const std::string& pool,
                       std::function<void(Result<upstream::WhatIf>)> done) {
    if (!m_state) return done(failure("the gateway does not run"));
    for (const auto& candidate : m_state->data.configuration().pools) {
        if (candidate->options.name != pool) continue;
        m_state->whatIf.start(candidate, std::move(done));
        return;
    }
    done(failure("there is no pool " + pool));
}

SnapshotPtr Engine::snapshot() const {
    return m_state ? m_state->snapshot : nullptr;
}

std::string Engine::listenUrl() const {
    return m_state ? "http://" + m_state->data.address().toString() : "";
}

std::string Engine::adminUrl() const {
    return m_state ? m_state->control.url() : "";
}

}  // namespace sluice::engine
