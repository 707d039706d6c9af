#include "engine/route_tuning.h"

#include <algorithm>
#include <iterator>

#include "config/route_writer.h"

namespace sluice::engine {

namespace {

const routing::Route* byName(const std::vector<routing::Route>& routes, const std::string& name) {
    const auto found = std::find_if(routes.begin(), routes.end(),
                                    [&](const auto& route) { return route.name == name; });
    return found == routes.end() ? nullptr : &*found;
}

std::vector<config::Change> between(const routing::Route& before, const routing::Route& after,
                                    const config::Path& at = {}) {
    return config::differences(config::writeRoute(before), config::writeRoute(after), at);
}

}  // namespace

const routing::Route* RouteTuning::effective(const std::string& route) const {
    return byName(m_data.configuration().routes.routes(), route);
}

const routing::Route* RouteTuning::configured(const std::string& route) const {
    return byName(m_file.routes, route);
}

Result<> RouteTuning::apply(const routing::Route& wanted) {
    const routing::Route* before = effective(wanted.name);
    if (!before) return failure("there is no route " + wanted.name);
    const auto changes = between(*before, wanted);
    if (changes.empty()) return {};
    if (const auto done = m_data.setRoute(wanted); !done) return done;
    std::string settings;
    for (const auto& change : changes)
        settings += (settings.empty() ? "" : ", ") + config::describe(change, 0);
    m_events.add("settings", wanted.name, settings);
    return {};
}

std::vector<config::Change> RouteTuning::unsaved() const {
    std::vector<config::Change> all;
    for (const auto& file : m_file.routes) {
        const routing::Route* used = effective(file.name);
        if (!used) continue;
        auto changes = between(file, *used, {"routes", file.name});
        std::move(changes.begin(), changes.end(), std::back_inserter(all));
    }
    return all;
}

void RouteTuning::revert() {
    for (const auto& file : m_file.routes)
        (void)apply(file);
}

}  // namespace sluice::engine
