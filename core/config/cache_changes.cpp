#include "config/cache_changes.h"

#include <algorithm>
#include <iterator>

#include "base/byte_size.h"
#include "base/duration.h"

namespace sluice::config {

namespace {

Value none() {
    Value value;
    value.kind = Value::Kind::null;
    return value;
}

Value valueOf(std::string text) {
    Value value;
    value.kind = Value::Kind::string;
    value.text = std::move(text);
    return value;
}

Value valueOf(cache::Seconds ttl) {
    return valueOf(formatDuration(ttl));
}

Value valueOf(bool boolean) {
    Value value;
    value.kind = Value::Kind::boolean;
    value.boolean = boolean;
    return value;
}

Value valueOf(uint64_t bytes) {
    return valueOf(formatByteSize(bytes));
}

Value write(const cache::TtlRule& rule) {
    Value table;
    table.members.push_back({"path_prefix", {}, valueOf(rule.pathPrefix)});
    table.members.push_back({"ttl", {}, valueOf(rule.ttl)});
    if (rule.overrideOrigin) table.members.push_back({"override_origin", {}, valueOf(true)});
    if (rule.storeSetCookie) table.members.push_back({"store_set_cookie", {}, valueOf(true)});
    return table;
}

const cache::TtlRule* find(const cache::Options& options, const std::string& prefix) {
    const auto found = std::find_if(options.rules.begin(), options.rules.end(),
                                    [&](const auto& rule) { return rule.pathPrefix == prefix; });
    return found == options.rules.end() ? nullptr : &*found;
}

std::vector<Change> differences(const cache::TtlRule& before, const cache::TtlRule& after) {
    std::vector<Change> changes;
    const Path path{"cache", "rules", before.pathPrefix};
    const auto add = [&](const char* key, Value from, Value to) {
        Path at = path;
        at.emplace_back(key);
        changes.push_back({std::move(at), std::move(from), std::move(to)});
    };
    if (before.ttl != after.ttl) add("ttl", valueOf(before.ttl), valueOf(after.ttl));
    if (before.overrideOrigin != after.overrideOrigin)
        add("override_origin", valueOf(before.overrideOrigin), valueOf(after.overrideOrigin));
    if (before.storeSetCookie != after.storeSetCookie)
        add("store_set_cookie", valueOf(before.storeSetCookie), valueOf(after.storeSetCookie));
    return changes;
}

}  // namespace

Value writeCacheTuning(const cache::Options& options) {
    Value rules;
    rules.kind = Value::Kind::array;
    for (const auto& rule : options.rules)
        rules.items.push_back(write(rule));
    Value table;
    table.members.push_back({"default_ttl", {}, valueOf(options.defaultTtl)});
    table.members.push_back({"rules", {}, std::move(rules)});
    return table;
}

std::vector<Change> differences(const cache::Options& before, const cache::Options& after) {
    std::vector<Change> all;
    if (before.defaultTtl != after.defaultTtl) {
        all.push_back(
            {{"cache", "default_ttl"}, valueOf(before.defaultTtl), valueOf(after.defaultTtl)});
    }
    for (const auto& rule : before.rules) {
        if (const cache::TtlRule* kept = find(after, rule.pathPrefix)) {
            auto inside = differences(rule, *kept);
            std::move(inside.begin(), inside.end(), std::back_inserter(all));
        } else {
            all.push_back({{"cache", "rules", rule.pathPrefix}, write(rule), none()});
        }
    }
    for (const auto& rule : after.rules) {
        if (!find(before, rule.pathPrefix))
            all.push_back({{"cache", "rules", rule.pathPrefix}, none(), write(rule)});
    }
    return all;
}

std::vector<Change> newCache(const cache::Options& options) {
    Value table;
    table.members.push_back({"memory", {}, valueOf(options.memoryBytes)});
    table.members.push_back({"default_ttl", {}, valueOf(options.defaultTtl)});
    std::vector<Change> changes{{{"cache"}, none(), std::move(table)}};
    for (const auto& rule : options.rules)
        changes.push_back({{"cache", "rules", rule.pathPrefix}, none(), write(rule)});
    return changes;
}

}  // namespace sluice::config
