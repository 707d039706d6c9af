#include "config/changes.h"

#include <algorithm>
#include <span>

#include "config/toml_text.h"

namespace sluice::config {

namespace {

bool haveSameKeys(const Value& a, const Value& b) {
    return std::equal(a.members.begin(), a.members.end(), b.members.begin(), b.members.end(),
                      [](const Member& x, const Member& y) { return x.key == y.key; });
}

bool bothTables(const Value& a, const Value& b) {
    return a.kind == Value::Kind::table && b.kind == Value::Kind::table;
}

std::string plain(const Value& value) {
    if (value.kind == Value::Kind::string) return value.text;
    const std::string text = tomlText(value);
    return text.ends_with(".0") ? text.substr(0, text.size() - 2) : text;
}

}  // namespace

std::vector<Change> differences(const Value& before, const Value& after, const Path& at) {
    if (!bothTables(before, after) || !haveSameKeys(before, after)) {
        if (tomlText(before) == tomlText(after)) return {};
        return {{at, before, after}};
    }
    std::vector<Change> result;
    for (size_t i = 0; i < before.members.size(); ++i) {
        Path path = at;
        path.push_back(before.members[i].key);
        auto inside = differences(before.members[i].value, after.members[i].value, path);
        std::move(inside.begin(), inside.end(), std::back_inserter(result));
    }
    return result;
}

std::string describe(const Change& change, size_t skip) {
    const auto keys = std::span(change.path).subspan(std::min(skip, change.path.size()));
    return tomlKey(keys) + ' ' + printable(plain(change.before)) + " → " +
           printable(plain(change.after));
}

}  // namespace sluice::config
