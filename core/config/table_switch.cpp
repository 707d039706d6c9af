#include "config/table_switch.h"

#include <algorithm>
#include <array>

#include "config/place_finder.h"

namespace sluice::config {

namespace {

struct Switch {
    std::string_view table;
    std::string_view key;
    Value off;
};

std::array<Switch, 2> switches() {
    Value none;
    none.kind = Value::Kind::string;
    none.text = "none";
    Value no;
    no.kind = Value::Kind::boolean;
    return {{{"health", "kind", none}, {"hedge", "enabled", no}}};
}

bool names(const std::vector<Change>& changes, const Path& path) {
    return std::any_of(changes.begin(), changes.end(),
                       [&](const Change& change) { return change.path == path; });
}

}  // namespace

std::vector<Change> withSwitches(std::string_view toml, std::vector<Change> changes) {
    const auto document = parseDocument(toml);
    if (!document) return changes;
    const PlaceFinder places(toml, *document);
    std::vector<Change> more;
    for (const Change& change : changes) {
        if (change.path.size() < 4 || change.path[0] != "pools") continue;  // pools, NAME, TABLE, …
        const Path table(change.path.begin(), change.path.begin() + 3);
        for (const Switch& one : switches()) {
            if (one.table != table.back() || places.find(table)) continue;
            Path path = table;
            path.emplace_back(one.key);
            if (!names(changes, path) && !names(more, path)) more.push_back({path, {}, one.off});
        }
    }
    // In front of what they belong to.
    changes.insert(changes.begin(), more.begin(), more.end());
    return changes;
}

}  // namespace sluice::config
