#include "engine/engine.h"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "config/loader.h"
#include "engine/admin_actions.h"
#include "engine/engine_state.h"
#include "engine/snapshot_builder.h"

namespace sluice::engine {

namespace {

constexpr std::chrono::seconds sampleInterval{1};
constexpr std::chrono::milliseconds drainCheckInterval{20};
constexpr std::chrono::milliseconds publishInterval{50};
constexpr std::chrono::seconds tellTimeout{2};

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

}  // namespace

Engine::Engine(QObject* parent) : QObject(parent) {
    qRegisterMetaType<SnapshotPtr>();
}

Engine::~Engine() = default;

Result<> Engine::startFile(const std::string& path) {
    auto loaded = config::loadFile(path);
    if (!loaded) return failure(lines(loaded.error()));
    if (const auto started = start(loaded->model); !started) return started;
    adopt(path);
    addWarnings(loaded->warnings);
    publish();
    return {};
}

void Engine::adopt(const std::string& path) {
    m_state->file = std::make_unique<ConfigurationFile>(path);
    m_state->textInUse = m_state->file->read().value_or("");
    connect(m_state->file.get(), &ConfigurationFile::changed, this, &Engine::fileChanged);
}

void Engine::addWarnings(const std::vector<config::Problem>& warnings) {
    for (const auto& warning : warnings)
        m_state->events.add("warning", m_state->file->path(), warning.toString());
}

Result<> Engine::start(const config::Model& model) {
    if (m_state) return failure("the gateway runs already");
    auto state = std::make_unique<State>(model, workersFor(model), adminActions(*this));
    auto admin = state->control.prepare(model.admin);
    if (!admin) return tl::unexpected(admin.error());
    if (const auto started = state->data.start(model); !started) return started;
    if (const auto bound = state->control.commit(std::move(*admin)); !bound) return bound;
    m_state = std::move(state);
    m_state->health.apply(m_state->data.configuration(), model);
    m_state->cache.apply(m_state->data.configuration());
    const std::string api = adminUrl();  // another port than usual if that was taken
    m_state->events.add(
        "start", listenUrl(),
        "the gateway listens, the admin API " + (api.empty() ? "is off" : "at " + api));
    m_state->sampler.sample(Clock::now());
    record();
    publish();
    m_state->publishTimer.setSingleShot(true);
    connect(&m_state->publishTimer, &QTimer::timeout, this, &Engine::publish);
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
    m_state->stopBy = event::deadlineAfter(Clock::now(), m_state->model.listen.drainTimeout);
    m_state->data.drain();
    m_state->events.add("stop", listenUrl(), "no new clients; finishing what is in flight");
    connect(&m_state->drainTimer, &QTimer::timeout, this, &Engine::drain);
    m_state->drainTimer.start(drainCheckInterval);
}

/// What Redis is owed is told before the end, if it takes it in time.
void Engine::drain() {
    const TimePoint now = Clock::now();
    if (m_state->data.openConnections() > 0 && now < m_state->stopBy) return;
    m_state->tellBy = std::min(m_state->tellBy, now + tellTimeout);
    if (m_state->cache.owed() == 0 || now >= m_state->tellBy) finishStop();
}

void Engine::finishStop() {
    m_state->health.stop();
    m_state->cache.stop();
    m_state->data.stop();
    m_state->control.stop();
    m_state->runFile.remove();
    // A timer of the state may be what called: it goes when that has returned.
    m_state->drainTimer.stop();
    m_state->sampleTimer.stop();
    m_state->publishTimer.stop();
    event::EpollDispatcher::current()->defer(
        [old = std::shared_ptr<State>(std::move(m_state))]() mutable { old.reset(); });
    Q_EMIT stopped();
}

void Engine::sample() {
    m_state->sampler.sample(Clock::now());
    m_state->pulse.beat(m_state->data.configuration(), m_state->sampler, m_state->events);
    tellDroppedLines();
    record();
    publish();
}

void Engine::tellDroppedLines() {
    const uint64_t dropped = m_state->data.droppedLines();
    const uint64_t known = std::exchange(m_state->droppedLines, dropped);
    if (dropped <= known) return;
    m_state->events.add(
        "warning", m_state->model.log.accessLog,
        "the access log takes no more: " + std::to_string(dropped - known) + " lines were dropped");
}

/// Two hundred changes a second make no more than twenty snapshots.
void Engine::publishSoon() {
    if (!m_state->publishTimer.isActive()) m_state->publishTimer.start(publishInterval);
}

void Engine::publish() {
    m_state->publishTimer.stop();
    auto next = std::make_shared<metrics::Snapshot>(
        buildSnapshot(m_state->data.configuration(), m_state->model, m_state->sampler,
                      m_state->pulse, m_state->health, m_state->events));
    for (auto& pool : next->pools)
        m_state->tuning.fillSettings(pool);
    m_state->cache.fill(next->cache, m_state->cacheTuning);
    next->listenUrl = listenUrl();
    next->adminUrl = adminUrl();
    next->record = m_state->record;
    metrics::setCounts(*next, *next->record);
    next->configError = m_state->configError;
    next->fileConflict = m_state->conflict;
    if (m_state->file) next->configFile = m_state->file->path();
    const std::string file = m_state->file ? m_state->file->canonicalPath() : std::string();
    next->unsavedChanges = static_cast<int>(m_state->unsaved().size());
    m_state->runFile.tell({next->listenUrl, next->adminUrl, file});
    m_state->snapshot = std::move(next);
    Q_EMIT snapshotTaken(m_state->snapshot);
}

/// With unsaved changes nothing is taken over, but what is wrong with the file is told.
void Engine::fileChanged() {
    if (m_state->unsaved().empty()) {
        (void)reload();
        return;
    }
    const std::string& path = m_state->file->path();
    const auto loaded = config::loadFile(path);
    m_state->configError = loaded ? std::string() : lines(loaded.error());
    m_state->conflict = m_state->file->read().value_or("") != m_state->textInUse;
    if (!loaded) {
        m_state->events.add("error", path, "not reloaded: " + m_state->configError);
    } else if (m_state->conflict) {
        m_state->events.add("conflict", path,
                            "the file changed on disk while there are unsaved changes");
    }
    publish();
}

Result<> Engine::reload() {
    if (!m_state) return failure(notRunning);
    if (!m_state->file) return failure("the gateway was started without a file");
    const std::string& path = m_state->file->path();
    const auto text = m_state->file->read();
    m_state->file->setKnown(text);
    auto loaded = text ? config::loadText(*text, path) : config::loadFile(path);
    const auto applied = loaded ? apply(loaded->model) : failure(lines(loaded.error()));
    if (!applied) {
        m_state->configError = applied.error().message;
        m_state->events.add("error", path, "not reloaded: " + m_state->configError);
    } else {
        m_state->model = std::move(loaded->model);
        m_state->health.apply(m_state->data.configuration(), m_state->model);
        m_state->cache.apply(m_state->data.configuration());
        m_state->configError.clear();
        m_state->conflict = false;
        m_state->textInUse = text.value_or("");
        m_state->events.add("reload", path, "configuration reloaded, no connection dropped");
        addWarnings(loaded->warnings);
        Q_EMIT reloaded(loaded->warnings);
        if (m_state->model.workers > 0 && m_state->model.workers != m_state->registry.workers()) {
            m_state->events.add("warning", path, "engine.workers takes effect at the next start");
        }
    }
    publish();
    return applied;
}

/// What can fail is done first, so that a failure changes nothing.
Result<> Engine::apply(const config::Model& model) {
    auto admin = m_state->control.prepare(model.admin);
    if (!admin) return tl::unexpected(admin.error());
    if (const auto applied = m_state->data.apply(model); !applied) return applied;
    return m_state->control.commit(std::move(*admin));
}

Result<> Engine::reopenLog() {
    if (!m_state) return failure(notRunning);
    return m_state->data.reopenLog();
}

size_t Engine::openConnections() const {
    return m_state ? m_state->data.openConnections() : 0;
}

void Engine::runWhatIf(const std::string& pool,
                       std::function<void(Result<upstream::WhatIf>)> done) {
    if (!m_state) return done(failure(notRunning));
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
