#include "config/description.h"

#include <array>
#include <cstdio>

#include "base/byte_size.h"
#include "base/duration.h"
#include "base/hash.h"
#include "config/route_writer.h"
#include "config/toml_text.h"
#include "config/tuning_writer.h"

namespace sluice::config {

namespace {

using Description = std::map<std::string, std::string>;

bool mayBeSecret(std::string_view key) {
    return key == "headers" || key == "body" || key == "set_request_headers" ||
           key == "set_response_headers";
}

/// Writes the members of one table.
class Table {
public:
    Table(Description& into, std::string path) : m_into(into), m_path(std::move(path)) {}

    const Table& text(const std::string& key, std::string_view value) const {
        if (!value.empty()) m_into[m_path + key] = value;
        return *this;
    }
    const Table& time(const std::string& key, Duration value) const {
        return text(key, formatDuration(value));
    }
    const Table& flag(const std::string& key, bool value) const {
        return text(key, value ? "true" : "false");
    }
    template <class Number>
    const Table& number(const std::string& key, Number value) const {
        return text(key, std::to_string(value));
    }
    template <class Pairs>
    const Table& names(const std::string& key, const Pairs& pairs) const {
        std::string list;
        for (const auto& [name, value] : pairs)
            list += (list.empty() ? "" : ", ") + name;
        return text(key, list);
    }
    Table below(const std::string& key) const { return {m_into, m_path + key + '.'}; }
    /// All values of a tree, but what may hold a secret.
    void tree(const Value& value) const {
        for (const Member& member : value.members) {
            if (mayBeSecret(member.key)) continue;
            if (member.value.kind == Value::Kind::table) {
                below(member.key).tree(member.value);
            } else if (member.value.kind == Value::Kind::string) {
                text(member.key, member.value.text);
            } else {
                text(member.key, tomlText(member.value));
            }
        }
    }

private:
    Description& m_into;
    std::string m_path;
};

std::string joined(const std::vector<std::string>& words) {
    std::string list;
    for (const std::string& word : words)
        list += (list.empty() ? "" : ", ") + word;
    return list;
}

void describeRoute(const Table& table, const routing::Route& route) {
    table.text("match.host", route.match.host)
        .text("match.path_prefix", route.match.pathPrefix)
        .text("match.path_regex", route.match.pathRegex)
        .text("match.methods", joined(route.match.methods))
        .names("match.headers", route.match.headers)
        .text("pool", route.pool)
        .text("strip_prefix", route.stripPrefix)
        .text("replace_prefix", route.replacePrefix.value_or(""))
        .text("remove_request_headers", joined(route.requestFields.remove))
        .names("set_request_headers", route.requestFields.set)
        .text("remove_response_headers", joined(route.responseFields.remove))
        .names("set_response_headers", route.responseFields.set)
        .text("upgrades", joined(route.upgrades))
        .time("timeout", route.timeout)
        .text("encoded_separators", route.refuseSeparators ? "refuse" : "pass")
        .flag("pass_underscores", route.passUnderscores)
        .flag("cache", route.cache);
}

void describePool(const Table& table, const upstream::PoolOptions& pool) {
    table.tree(writeTuning(pool));
    for (const auto& server : pool.servers)
        table.text("servers." + server.name + ".url", server.url.toString());
}

void describeCache(const Table& table, const cache::Options& options) {
    table.text("memory", formatByteSize(options.memoryBytes))
        .text("max_entry", formatByteSize(options.maxEntryBytes))
        .time("default_ttl", options.defaultTtl)
        .flag("redis", options.redis.has_value());
    for (const auto& rule : options.rules)
        table.time("rules." + rule.pathPrefix + ".ttl", rule.ttl);
}

}  // namespace

std::map<std::string, std::string> describe(const Model& model) {
    Description description;
    const Table root(description, "");
    root.number("engine.workers", model.workers)
        .text("listen.address", model.listen.address.toString())
        .number("listen.max_connections", model.listen.maxConnections)
        .time("listen.idle_timeout", model.listen.idleTimeout)
        .flag("log.access", !model.log.accessLog.empty());
    if (model.cache) describeCache(root.below("cache"), *model.cache);
    for (const auto& route : model.routes)
        describeRoute(root.below("routes." + route.name), route);
    for (const auto& pool : model.pools)
        describePool(root.below("pools." + pool.name), pool);
    return description;
}

std::map<std::string, std::string> describeRoute(const routing::Route& route) {
    Description description;
    Table(description, "").tree(writeRoute(route));
    return description;
}

std::map<std::string, std::string> describeTuning(const upstream::PoolOptions& pool) {
    Value tree = writeTuning(pool);
    std::erase_if(tree.members, [](const Member& member) { return member.key == "servers"; });
    Description description;
    Table(description, "").tree(tree);
    return description;
}

std::string hashOf(const std::map<std::string, std::string>& description) {
    std::string lines;
    for (const auto& [key, value] : description)
        lines.append(key).append(" = ").append(value).append("\n");
    std::array<char, 17> digits{};
    std::snprintf(digits.data(), digits.size(), "%016llx",
                  static_cast<unsigned long long>(sluice::stableHashOf(lines)));
    return digits.data();
}

}  // namespace sluice::config
