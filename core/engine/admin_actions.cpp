#include "engine/admin_actions.h"

#include <filesystem>

#include "config/cache_changes.h"
#include "config/change_reader.h"
#include "config/json.h"
#include "config/route_writer.h"
#include "config/tuning_writer.h"

namespace sluice::engine {

namespace {

QJsonObject settingsOf(const upstream::PoolOptions& options) {
    return config::toJson(config::writeTuning(options)).toObject();
}

QJsonObject settingsOf(const routing::Route& route) {
    return config::toJson(config::writeRoute(route)).toObject();
}

Result<> changePool(Engine& engine, const std::string& pool, const QJsonObject& change) {
    const auto options = engine.effective(pool);
    if (!options) return tl::unexpected(options.error());
    const auto file = std::filesystem::path(engine.snapshot()->configFile);
    const auto wanted =
        config::changed(*options, config::fromJson(change), file.parent_path().string());
    if (!wanted) return tl::unexpected(wanted.error());
    return engine.tune(*wanted);
}

Result<> changeServer(Engine& engine, const std::string& pool, const std::string& server,
                      const QJsonObject& change) {
    auto options = engine.effective(pool);
    if (!options) return tl::unexpected(options.error());
    for (auto& candidate : options->servers) {
        if (candidate.name != server) continue;
        const auto wanted = config::changed(candidate, config::fromJson(change));
        if (!wanted) return tl::unexpected(wanted.error());
        // The one that is dragged: no need to look at the whole pool.
        if (wanted->duty == candidate.duty) return engine.setWeight(pool, server, wanted->weight);
        candidate = *wanted;
        return engine.tune(*options);
    }
    return failure("pool " + pool + " has no server " + server);
}

QJsonObject rulesOf(const cache::Options& options) {
    return config::toJson(config::writeCacheTuning(options)).toObject();
}

Result<> changeRules(Engine& engine, const QJsonObject& change) {
    const auto options = engine.cacheOptions();
    if (!options) return tl::unexpected(options.error());
    const auto wanted = config::changed(*options, config::fromJson(change));
    if (!wanted) return tl::unexpected(wanted.error());
    return engine.tuneCache(*wanted);
}

}  // namespace

admin::Actions adminActions(Engine& engine) {
    admin::Actions actions;
    actions.snapshot = [&engine] { return engine.snapshot(); };
    actions.settle = [&engine](auto done) { engine.settle(std::move(done)); };
    actions.snapshotNow = [&engine] { return engine.snapshotNow(); };
    actions.course = [&engine]() -> const metrics::Course& { return engine.course(); };
    actions.pool = [&engine](const std::string& pool) { return engine.poolNow(pool); };
    actions.settings = [&engine](const std::string& pool) {
        const auto used = engine.effective(pool);
        const auto* file = engine.configured(pool);
        return admin::Settings{used ? settingsOf(*used) : QJsonObject(),
                               file ? settingsOf(*file) : QJsonObject()};
    };
    actions.routeNames = [&engine] { return engine.routeNames(); };
    actions.routeSettings = [&engine](const std::string& route) {
        const auto* used = engine.effectiveRoute(route);
        const auto* file = engine.configuredRoute(route);
        return admin::Settings{used ? settingsOf(*used) : QJsonObject(),
                               file ? settingsOf(*file) : QJsonObject()};
    };
    actions.changeRoute = [&engine](const std::string& route, const QJsonObject& change) {
        return engine.changeRoute(route, config::fromJson(change));
    };
    actions.changePool = [&engine](const std::string& pool, const QJsonObject& change) {
        return changePool(engine, pool, change);
    };
    actions.changeServer = [&engine](const std::string& pool, const std::string& server,
                                     const QJsonObject& change) {
        return changeServer(engine, pool, server, change);
    };
    actions.runWhatIf = [&engine](const std::string& pool, auto done) {
        engine.runWhatIf(pool, std::move(done));
    };
    actions.purge = [&engine](const cache::PurgePattern& pattern, auto done) {
        engine.purgeCache(pattern, std::move(done));
    };
    actions.cacheRules = [&engine]() -> Result<admin::Settings> {
        const auto used = engine.cacheOptions();
        if (!used) return tl::unexpected(used.error());
        const auto* file = engine.configuredCache();
        return admin::Settings{rulesOf(*used), file ? rulesOf(*file) : QJsonObject()};
    };
    actions.changeCacheRules = [&engine](const QJsonObject& change) {
        return changeRules(engine, change);
    };
    actions.listCache = [&engine](const cache::ContentsQuery& query, auto done) {
        engine.listCache(query, std::move(done));
    };
    actions.explainCaching = [&engine](const cache::Question& question) {
        return engine.explainCaching(question);
    };
    actions.askAndExplain = [&engine](const cache::Question& question, auto done) {
        engine.askAndExplain(question, std::move(done));
    };
    actions.save = [&engine](bool overwrite) { return engine.save(overwrite); };
    actions.revert = [&engine] { return engine.revert(); };
    return actions;
}

}  // namespace sluice::engine
