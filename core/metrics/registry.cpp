#include "metrics/registry.h"

#include <algorithm>
#include <atomic>
#include <utility>

namespace sluice::metrics {

namespace {

/// By more than the registry itself.
bool isHeld(const std::shared_ptr<Series>& series) {
    return series.use_count() > 1;
}

}  // namespace

Registry::Registry(int workers) : m_workers(workers) {
    for (int i = 0; i < workers; ++i)
        m_cells.push_back(std::make_unique<WorkerCell>());
}

std::shared_ptr<Series> Registry::route(std::string_view name) {
    const auto inUse = std::count_if(m_routes.begin(), m_routes.end(),
                                     [](const auto& entry) { return isHeld(entry.second); });
    const auto most = static_cast<std::ptrdiff_t>(maxRoutes);
    if (inUse >= most && !m_routes.contains(name)) name = otherRoutes;
    return obtain(m_routes, std::string(name), std::string(name));
}

std::shared_ptr<Series> Registry::server(std::string_view pool, std::string_view name) {
    // The key's separator is in no name, so that pool "a/b" with "c" is not pool "a" with "b/c".
    const auto joined = [&](char separator) {
        return std::string(pool) + separator + std::string(name);
    };
    return obtain(m_servers, joined('\0'), joined('/'));
}

std::shared_ptr<Series> Registry::obtain(Table& table, std::string key, std::string name) {
    auto& series = table[std::move(key)];
    if (!series) series = std::make_shared<Series>(std::move(name), m_workers);
    return series;
}

Registry::SeriesList Registry::listed(const Table& table) {
    SeriesList found;
    for (const auto& entry : table)
        found.push_back(entry.second);
    return found;
}

Registry::SeriesList Registry::retired(Table& table) {
    SeriesList found;
    std::erase_if(table, [&](const auto& entry) {
        if (isHeld(entry.second)) return false;
        found.push_back(entry.second);
        return true;
    });
    // Who let go of them on another thread has counted before.
    std::atomic_thread_fence(std::memory_order_acquire);
    return found;
}

}  // namespace sluice::metrics
