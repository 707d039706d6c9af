#pragma once

#include <QTimer>

#include "engine/cache_control.h"
#include "engine/cache_probe.h"
#include "engine/cache_survey.h"
#include "engine/cache_tuning.h"
#include "engine/configuration_file.h"
#include "engine/control_plane.h"
#include "engine/data_plane.h"
#include "engine/engine.h"
#include "engine/event_log.h"
#include "engine/health_monitors.h"
#include "engine/pool_pulse.h"
#include "engine/pool_tuning.h"
#include "engine/route_tuning.h"
#include "engine/run_file.h"
#include "engine/what_if_run.h"
#include "metrics/registry.h"
#include "metrics/sampler.h"

namespace sluice::engine {

/// What exists while the gateway runs.
struct Engine::State {
    State(const config::Model& m, int workers, admin::Actions actions)
        : model(m),
          registry(workers),
          sampler(registry),
          data(registry),
          control(std::move(actions)),
          tuning(model, data, health, events),
          routeTuning(model, data, events),
          cacheTuning(model, data, events) {}

    /// How what is in use differs from the file.
    std::vector<config::Change> unsaved() const {
        auto changes = tuning.unsaved();
        for (auto& change : routeTuning.unsaved())
            changes.push_back(std::move(change));
        for (auto& change : cacheTuning.unsaved())
            changes.push_back(std::move(change));
        return changes;
    }

    config::Model model;  // as in the file
    metrics::Registry registry;
    metrics::Sampler sampler;
    DataPlane data;
    ControlPlane control;
    EventLog events;
    PoolPulse pulse;
    HealthMonitors health{events};
    CacheControl cache{events};
    PoolTuning tuning;
    RouteTuning routeTuning;
    CacheTuning cacheTuning;
    std::unique_ptr<ConfigurationFile> file;
    RunFile runFile;
    std::string textInUse;  // of the file, as it was taken over
    std::string configError;
    bool conflict = false;
    bool stopping = false;
    TimePoint stopBy{};
    TimePoint tellBy = TimePoint::max();
    uint64_t droppedLines = 0;  // of the access log, as told
    QTimer sampleTimer;
    QTimer drainTimer;
    QTimer publishTimer;
    SnapshotPtr snapshot;
    std::shared_ptr<const metrics::Record> record;
    WhatIfRun whatIf;
    CacheSurvey survey;
    CacheProbe probe;
};

inline constexpr auto notRunning = "the gateway does not run";

}  // namespace sluice::engine
