#include "metrics/registry.h"

#include <utility>

namespace sluice::metrics {

Registry::Registry(int workers) : m_workers(workers) {
    for (int i = 0; i < workers; ++i)
        m_cells.push_back(std::make_unique<WorkerCell>());
}

std::shared_ptr<Series> Registry::route(std::string_view name) {
    const auto known = m_routes.find(name);
    const bool alone = known != m_routes.end() && !known->second.expired();
    if (!alone && alive(m_routes).size() >= maxRoutes) name = otherRoutes;
    return obtain(m_routes, std::string(name), std::string(name));
}

std::shared_ptr<Series> Registry::server(std::string_view pool, std::string_view name) {
    // The key's separator is in no name, so that pool "a/b" with "c" is not pool "a" with "b/c".
    const auto joined = [&](char separator) {
        return std::string(pool) + separator + std::string(name);
    };
    return obtain(m_servers, joined('\0'), joined('/'));
}

std::vector<std::shared_ptr<Series>> Registry::routes() {
    return alive(m_routes);
}

std::vector<std::shared_ptr<Series>> Registry::servers() {
    return alive(m_servers);
}

std::shared_ptr<Series> Registry::obtain(Table& table, std::string key, std::string name) {
    auto& entry = table[std::move(key)];
    auto series = entry.lock();
    if (!series) entry = series = std::make_shared<Series>(std::move(name), m_workers);
    return series;
}

std::vector<std::shared_ptr<Series>> Registry::alive(Table& table) {
    std::vector<std::shared_ptr<Series>> found;
    std::erase_if(table, [&](const auto& entry) {
        auto series = entry.second.lock();
        if (!series) return true;
        found.push_back(std::move(series));
        return false;
    });
    return found;
}

}  // namespace sluice::metrics
