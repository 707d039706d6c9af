#include <algorithm>

#include "cache/redis/redis_url.h"
#include "config/field_check.h"
#include "config/validator.h"
#include "routing/matcher.h"

namespace sluice::config {

namespace {

/// What looks at all of them, for each answer that is stored, has a bound.
constexpr size_t kMostRules = 1000;
/// The same for each request.
constexpr size_t kMostCredentials = 32;

void validateRule(const cache::Options& cache, size_t index, const std::string& path,
                  Diagnostics& diagnostics) {
    const cache::TtlRule& rule = cache.rules[index];
    if (rule.pathPrefix.empty()) {
        diagnostics.error(path, "names no path_prefix; expected one such as \"/static\"");
        return;
    }
    routing::Match match;
    match.pathPrefix = rule.pathPrefix;
    const auto compiled = routing::Matcher::compile(match);
    if (!compiled) diagnostics.error(path + ".path_prefix", compiled.error().message);
    const auto first = cache.rules.begin();
    const bool repeated =
        std::any_of(first, first + static_cast<ptrdiff_t>(index),
                    [&](const auto& other) { return other.pathPrefix == rule.pathPrefix; });
    if (repeated) diagnostics.error(path + ".path_prefix", "another rule has the same prefix");
}

void noteCookies(const cache::Options& cache, Diagnostics& diagnostics) {
    for (size_t i = 0; i < cache.rules.size(); ++i) {
        if (cache.rules[i].ttl == cache::Seconds(0)) continue;
        diagnostics.note("cache.rules[" + std::to_string(i) + "]",
                         "covers requests with cookies, too: what is below " +
                             inQuotes(cache.rules[i].pathPrefix) +
                             " must not depend on who asks by them");
    }
}

void validateCredentials(const cache::Options& cache, Diagnostics& diagnostics) {
    const std::string path = "cache.credentials";
    if (cache.credentials.names().size() > kMostCredentials)
        diagnostics.error(path, "there may be " + std::to_string(kMostCredentials) + " fields");
    for (const std::string& name : cache.credentials.names())
        checkFieldName(path, name, diagnostics);
}

}  // namespace

void validateRules(const cache::Options& cache, const std::string& path, Diagnostics& diagnostics) {
    const std::string rules = joinPath(path, "rules");
    if (cache.rules.size() > kMostRules)
        return diagnostics.error(rules, "there may be " + std::to_string(kMostRules) + " rules");
    for (size_t i = 0; i < cache.rules.size(); ++i)
        validateRule(cache, i, rules + "[" + std::to_string(i) + "]", diagnostics);
}

void validateCache(const Model& model, Diagnostics& diagnostics) {
    if (!model.cache) return;
    const cache::Options& cache = *model.cache;
    validateRules(cache, "cache", diagnostics);
    noteCookies(cache, diagnostics);
    validateCredentials(cache, diagnostics);
    if (cache.maxEntryBytes > cache.memoryBytes / 2) {
        diagnostics.error("cache.max_entry_bytes",
                          "one entry must not take more than half of cache.memory");
    }
    if (!cache.redis) return;
    if (cache.redis->url.empty()) {
        diagnostics.error("cache.redis",
                          "names no url; expected one such as "
                          "\"redis://127.0.0.1:6379\"");
    } else if (const auto url = cache::redis::parseRedisUrl(cache.redis->url); !url) {
        diagnostics.error("cache.redis", url.error().message);
    }
}

}  // namespace sluice::config
