#include "engine/pool_tuning.h"

#include <QLocale>
#include <QString>
#include <algorithm>
#include <iterator>

#include "config/description.h"
#include "config/tuning_writer.h"
#include "engine/configuration_builder.h"
#include "upstream/health/health_limits.h"

namespace sluice::engine {

namespace {

/// Exact, so that two weights that differ never read the same.
std::string numberText(double value) {
    return QString::number(value, 'g', QLocale::FloatingPointShortest).toStdString();
}

tl::unexpected<Error> noPool(const std::string& pool) {
    return failure("there is no pool " + pool);
}

}  // namespace

upstream::Pool* PoolTuning::find(const std::string& pool) const {
    for (const auto& candidate : m_data.configuration().pools) {
        if (candidate->options.name == pool) return candidate.get();
    }
    return nullptr;
}

const upstream::PoolOptions* PoolTuning::configured(const std::string& pool) const {
    const auto found = std::find_if(m_file.pools.begin(), m_file.pools.end(),
                                    [&](const auto& options) { return options.name == pool; });
    return found == m_file.pools.end() ? nullptr : &*found;
}

/// As in use.
const upstream::ResilienceOptions* PoolTuning::resilience(const upstream::Pool& pool) const {
    const gateway::Configuration& configuration = m_data.configuration();
    for (size_t i = 0; i < configuration.pools.size(); ++i) {
        if (configuration.pools[i].get() == &pool) return configuration.resilience[i].get();
    }
    return nullptr;
}

Result<upstream::PoolOptions> PoolTuning::effective(const std::string& pool) const {
    const upstream::Pool* live = find(pool);
    const upstream::PoolOptions* file = configured(pool);
    if (!live || !file) return noPool(pool);
    upstream::PoolOptions options = live->options;
    options.strategy = live->tuning.strategy;
    options.scoreScale = file->scoreScale;
    if (live->tuning.scoreScale_ms != upstream::Tuning(*file).scoreScale_ms) {
        options.scoreScale = std::chrono::round<Duration>(
            std::chrono::duration<double, std::milli>(live->tuning.scoreScale_ms));
    }
    if (const auto* monitor = m_health.find(pool)) options.health = monitor->options();
    options.resilience = *resilience(*live);
    for (auto& server : options.servers) {
        for (const auto& candidate : live->servers) {
            if (candidate->name() != server.name) continue;
            server.weight = candidate->weight();
            server.duty = candidate->duty();
        }
    }
    return options;
}

void PoolTuning::fillSettings(metrics::PoolSnapshot& snapshot) const {
    const auto options = effective(snapshot.name);
    if (!options) return;
    snapshot.settings = config::describeTuning(*options);
    snapshot.configuredSettings = config::describeTuning(*configured(snapshot.name));
}

Result<> PoolTuning::apply(const upstream::PoolOptions& wanted) {
    const auto before = effective(wanted.name);
    if (!before) return tl::unexpected(before.error());
    if (const auto sane = upstream::checkHealthOptions(wanted.health); !sane) return sane;
    upstream::Monitor* monitor = m_health.find(wanted.name);
    upstream::Pool* const live = obtain(wanted, monitor);
    live->tuning.set(wanted);
    if (monitor && monitor->options() != wanted.health) monitor->setOptions(wanted.health);
    if (before->resilience != wanted.resilience) m_data.setResilience(*live, wanted.resilience);
    for (const auto& server : live->servers) {
        for (const auto& options : wanted.servers) {
            if (options.name != server->name()) continue;
            server->setWeight(options.weight);
            server->setDuty(options.duty);
        }
    }
    std::string settings;
    for (const auto& change :
         config::differences(config::writeTuning(*before), config::writeTuning(wanted))) {
        const bool isTold = change.path.front() == "servers" || change.path.front() == "strategy";
        if (isTold) tell(wanted.name, change);
        if (!isTold) settings += (settings.empty() ? "" : ", ") + config::describe(change, 0);
    }
    if (!settings.empty()) m_events.add("settings", wanted.name, settings);
    return {};
}

/// The pool as it is, or where it takes a new one to use what is wanted, that.
upstream::Pool* PoolTuning::obtain(const upstream::PoolOptions& wanted,
                                   upstream::Monitor* monitor) {
    upstream::Pool* const live = find(wanted.name);
    if (isTuned(live->options, wanted)) return live;
    upstream::Pool& made = m_data.renewPool(*live, wanted);
    for (const auto& pool : m_data.configuration().pools) {
        if (monitor && pool.get() == &made) monitor->setPool(pool);
    }
    return &made;
}

void PoolTuning::tell(const std::string& pool, const config::Change& change) {
    const bool isServer = change.path.front() == "servers";
    const std::string& subject = isServer ? change.path[1] : pool;
    const std::string& kind = change.path.back();
    if (kind == "weight") {
        m_events.addChange(kind, subject, numberText(change.before.real),
                           numberText(change.after.real));
    } else {
        m_events.add(kind, subject,
                     isServer ? change.after.text : change.before.text + " → " + change.after.text);
    }
}

/// The one that comes two hundred times a second: no more work than it takes.
Result<> PoolTuning::setWeight(const std::string& pool, const std::string& server, double weight) {
    if (!(weight >= 0 && weight <= 1000)) return failure("a weight is a number from 0 to 1000");
    const upstream::Pool* live = find(pool);
    if (!live) return noPool(pool);
    for (const auto& candidate : live->servers) {
        if (candidate->name() != server) continue;
        const double before = candidate->weight();
        candidate->setWeight(weight);
        if (before != weight) {
            m_events.addChange("weight", server, numberText(before), numberText(weight));
        }
        return {};
    }
    return failure("pool " + pool + " has no server " + server);
}

std::vector<config::Change> PoolTuning::unsaved() const {
    std::vector<config::Change> all;
    for (const auto& file : m_file.pools) {
        const auto used = effective(file.name);
        if (!used || *used == file) continue;
        auto changes = config::differences(config::writeTuning(file), config::writeTuning(*used),
                                           {"pools", file.name});
        std::move(changes.begin(), changes.end(), std::back_inserter(all));
    }
    return all;
}

void PoolTuning::revert() {
    for (const auto& file : m_file.pools)
        (void)apply(file);
}

}  // namespace sluice::engine
