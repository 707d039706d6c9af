#pragma once

#include <QJsonObject>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "cache/purge_pattern.h"
#include "metrics/course.h"
#include "upstream/what_if/what_if.h"

namespace sluice::admin {

/// What may be changed of a pool, with the keys and units of the configuration file: strategy,
/// score_scale, slow_start, fail_open, health, outlier, concurrency, retry, hedge, servers
/// {NAME: {weight duty}}.
struct PoolSettings {
    QJsonObject effective;
    QJsonObject configured;  ///< as in the file
};

/// What the API can ask of the engine. All are called on the control thread.
struct Actions {
    std::function<std::shared_ptr<const metrics::Snapshot>()> snapshot;
    std::function<const metrics::Course&()> course;
    /// With what was tuned as of this moment; nothing if there is no such pool.
    std::function<std::optional<metrics::PoolSnapshot>(const std::string& pool)> pool;
    std::function<PoolSettings(const std::string& pool)> settings;
    /// All that the object says, or nothing; the error names the key.
    std::function<Result<>(const std::string& pool, const QJsonObject& change)> changePool;
    std::function<Result<>(const std::string& pool, const std::string& server,
                           const QJsonObject& change)>
        changeServer;
    /// Calls `done` later, or never if the gateway stops first.
    std::function<void(const std::string& pool, std::function<void(Result<upstream::WhatIf>)> done)>
        runWhatIf;
    /// How many entries are gone.
    std::function<Result<uint64_t>(const cache::PurgePattern& pattern)> purge;
    std::function<Result<>(bool overwrite)> save;
    std::function<Result<>()> revert;
};

}  // namespace sluice::admin
