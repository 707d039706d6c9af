#include "engine/health_monitors.h"

#include <algorithm>
#include <utility>

namespace sluice::engine {

void HealthMonitors::apply(const gateway::Configuration& configuration,
                           const config::Model& model) {
    auto previous = std::exchange(m_monitors, {});
    for (const auto& pool : configuration.pools) {
        const std::string& name = pool->options.name;
        const auto options = std::find_if(model.pools.begin(), model.pools.end(),
                                          [&](const auto& one) { return one.name == name; });
        const auto& health = options == model.pools.end() ? pool->options.health : options->health;
        auto& monitor = m_monitors[name] = std::move(previous[name]);
        if (monitor) {
            monitor->setPool(pool);
            monitor->setOptions(health);
            continue;
        }
        const auto report = [this](std::string kind, const std::string& subject,
                                   std::string cause) {
            m_events.add(std::move(kind), subject, std::move(cause));
        };
        monitor = std::make_unique<upstream::Monitor>(pool, health, report);
    }
}

upstream::Monitor* HealthMonitors::find(const std::string& pool) const {
    const auto found = m_monitors.find(pool);
    return found == m_monitors.end() ? nullptr : found->second.get();
}

}  // namespace sluice::engine
