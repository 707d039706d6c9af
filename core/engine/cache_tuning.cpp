#include "engine/cache_tuning.h"

#include <algorithm>

#include "config/cache_changes.h"

namespace sluice::engine {

namespace {

/// "rules./static.ttl 1h → 2h"; a rule that comes or goes is told by its prefix.
void tell(EventLog& events, const config::Change& change) {
    using Kind = config::Value::Kind;
    const std::string& subject = change.path.size() > 2 ? change.path[2] : change.path[1];
    if (change.before.kind == Kind::null) {
        events.add("rule", subject, "added, ttl " + change.after.find("ttl")->text);
    } else if (change.after.kind == Kind::null) {
        events.add("rule", subject, "removed");
    } else {
        events.add("rule", subject, config::describe(change, change.path.size() - 1));
    }
}

}  // namespace

Result<> CacheTuning::apply(const cache::Options& wanted) {
    const cache::Options* before = effective();
    if (!before) return failure("there is no cache: the configuration has no [cache]");
    const auto changes = config::differences(*before, wanted);
    if (changes.empty()) return {};
    cache::Options next = *before;
    next.defaultTtl = wanted.defaultTtl;
    next.rules = wanted.rules;
    m_data.setCacheOptions(std::move(next));
    for (const auto& change : changes)
        tell(m_events, change);
    return {};
}

Result<> CacheTuning::start() {
    if (effective()) return failure("there is a cache already");
    m_data.setCacheOptions(cache::Options());
    m_events.add("cache", "memory", "started: it stores what the servers allow");
    return {};
}

std::vector<config::Change> CacheTuning::unsaved() const {
    if (!effective()) return {};
    if (!configured()) return config::newCache(*effective());
    return config::differences(*configured(), *effective());
}

void CacheTuning::revert() {
    if (configured()) {
        (void)apply(*configured());
    } else if (effective()) {
        m_data.setCacheOptions({});
        m_events.add("cache", "memory", "stopped, as in the file");
    }
}

void CacheTuning::fill(metrics::CacheSnapshot& snapshot) const {
    const cache::Options& used = *effective();
    const cache::Options* file = configured();
    snapshot.defaultTtl_s = static_cast<double>(used.defaultTtl.count());
    snapshot.isDefaultTtlSaved = file && file->defaultTtl == used.defaultTtl;
    for (const auto& rule : used.rules) {
        snapshot.rules.push_back(
            {.pathPrefix = rule.pathPrefix,
             .ttl_s = static_cast<double>(rule.ttl.count()),
             .overridesOrigin = rule.overrideOrigin,
             .storesSetCookie = rule.storeSetCookie,
             .isSaved = file && std::count(file->rules.begin(), file->rules.end(), rule) > 0});
    }
}

}  // namespace sluice::engine
