#include <algorithm>

#include "config/readers.h"
#include "http/ascii.h"

namespace sluice::config {

namespace {

constexpr uint64_t kKiB = 1024;
constexpr uint64_t kMiB = 1024 * kKiB;
constexpr uint64_t kMostMemory = uint64_t{1} << 42;

/// Ages and lifetimes count in whole seconds (RFC 9111 section 1.2.2).
void readTtl(Section& section, std::string_view key, cache::Seconds& out) {
    Duration ttl = out;
    section.readTimeout(key, ttl, true);
    out = std::chrono::ceil<cache::Seconds>(ttl);
}

cache::TtlRule readRule(Section section) {
    cache::TtlRule rule;
    section.read("path_prefix", rule.pathPrefix);
    readTtl(section, "ttl", rule.ttl);
    section.read("override_origin", rule.overrideOrigin);
    section.read("store_set_cookie", rule.storeSetCookie);
    section.reportUnknownKeys();
    return rule;
}

cache::RedisOptions readRedis(Section section) {
    cache::RedisOptions redis;
    section.read("url", redis.url);
    section.read("prefix", redis.prefix);
    section.readTimeout("lookup_timeout", redis.lookupTimeout, false);
    section.readTimeout("connect_timeout", redis.connectTimeout, false);
    section.readBytes("max_value_bytes", redis.maxValueBytes, kKiB, 512 * kMiB);
    section.reportUnknownKeys();
    return redis;
}

}  // namespace

void readCacheTuning(Section& section, cache::Options& out) {
    readTtl(section, "default_ttl", out.defaultTtl);
    auto rules = section.sections("rules");
    if (section.has("rules")) out.rules.clear();
    for (Section& rule : rules)
        out.rules.push_back(readRule(std::move(rule)));
}

cache::Options readCache(Section section) {
    cache::Options out;
    section.readBytes("memory", out.memoryBytes, kMiB, kMostMemory);
    out.maxEntryBytes = std::min(out.maxEntryBytes, out.memoryBytes / 8);
    section.readBytes("max_entry_bytes", out.maxEntryBytes, kKiB, kMostMemory);
    readCacheTuning(section, out);
    std::vector<std::string> credentials = out.credentials.names();
    section.read("credentials", credentials);
    std::erase_if(credentials, [](const auto& name) { return http::equalNames(name, "Cookie"); });
    out.credentials = http::NameList(std::move(credentials));
    if (section.hasString("redis")) {
        section.read("redis", out.redis.emplace().url);
    } else if (auto redis = section.section("redis")) {
        out.redis = readRedis(std::move(*redis));
    }
    section.reportUnknownKeys();
    return out;
}

}  // namespace sluice::config
