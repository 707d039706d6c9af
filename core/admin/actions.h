#pragma once

#include <QJsonObject>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "cache/explanation.h"
#include "cache/purge_pattern.h"
#include "cache/purged.h"
#include "cache/question.h"
#include "metrics/course.h"
#include "upstream/what_if/what_if.h"

namespace sluice::admin {

/// What may be changed while requests flow, with the keys and units of the configuration file. Of a
/// pool: all, with servers {NAME: {weight duty}}. Of a route: all. Of the cache: default_ttl, rules
/// [{path_prefix ttl override_origin store_set_cookie}].
struct Settings {
    QJsonObject effective;
    QJsonObject configured;  ///< as in the file
};

/// What the API can ask of the engine. All are called on the control thread.
struct Actions {
    std::function<std::shared_ptr<const metrics::Snapshot>()> snapshot;
    /// Calls `done` once all has been counted that was answered before, or never if the gateway
    /// stops first.
    std::function<void(std::function<void()> done)> settle;
    /// With all that was counted up to this moment.
    std::function<std::shared_ptr<const metrics::Snapshot>()> snapshotNow;
    std::function<const metrics::Course&()> course;
    /// With what was tuned as of this moment; nothing if there is no such pool.
    std::function<std::optional<metrics::PoolSnapshot>(const std::string& pool)> pool;
    std::function<Settings(const std::string& pool)> settings;
    /// All that the object says, or nothing; the error names the key.
    std::function<Result<>(const std::string& pool, const QJsonObject& change)> changePool;
    std::function<Result<>(const std::string& pool, const std::string& server,
                           const QJsonObject& change)>
        changeServer;
    std::function<std::vector<std::string>()> routeNames;
    /// All of a route; empty for an unknown one. `changeRoute` as changePool.
    std::function<Settings(const std::string& route)> routeSettings;
    std::function<Result<>(const std::string& route, const QJsonObject& change)> changeRoute;
    /// Calls `done` later, or never if the gateway stops first.
    std::function<void(const std::string& pool, std::function<void(Result<upstream::WhatIf>)> done)>
        runWhatIf;
    /// Calls `done` once, a few seconds later at most, or never if the gateway stops first.
    std::function<void(const cache::PurgePattern& pattern,
                       std::function<void(Result<cache::Purged>)> done)>
        purge;
    /// Of the cache. An error if there is none.
    std::function<Result<Settings>()> cacheRules;
    std::function<Result<>(const QJsonObject& change)> changeCacheRules;
    /// Calls `done` once, or never if the gateway stops first.
    std::function<void(const cache::ContentsQuery& query,
                       std::function<void(Result<cache::Contents>)> done)>
        listCache;
    /// An error if it is no question.
    std::function<Result<cache::Explanation>(const cache::Question& question)> explainCaching;
    /// Asks the server first. Calls `done` once, or never if the gateway stops first.
    std::function<void(const cache::Question& question,
                       std::function<void(Result<cache::Explanation>)> done)>
        askAndExplain;
    std::function<Result<>(bool overwrite)> save;
    std::function<Result<>()> revert;
};

}  // namespace sluice::admin
