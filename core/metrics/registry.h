#pragma once

#include <array>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "metrics/batch_traffic.h"
#include "metrics/memory_use.h"
#include "metrics/series.h"

namespace sluice::metrics {

/// What one worker counts that belongs to no route.
struct alignas(64) WorkerCell {
    Counter connectionsAccepted;
    Counter connectionsRefused;  ///< over the limit
    Gauge connectionsOpen;
    /// Refused before a route was known, by the class of the status as in Cell.
    std::array<Counter, 6> badRequests;
    Gauge tunnelsOpen;  ///< upgraded connections
    Counter tunnelsTotal;
    BatchCell batch;
    MemoryPools memory;

    void countBadRequest(int status) { badRequests[static_cast<size_t>(status / 100)].add(); }
};

/// Every series, by name. series functions are for the control thread; cells are for their workers.
/// A series that nothing outside holds any more is kept until it is retired, so that what it
/// counted last is not lost.
class Registry {
public:
    explicit Registry(int workers);

    /// Routes that have a series of their own. All beyond share one, which is called "other", so
    /// that no configuration makes the metrics grow without end.
    static constexpr size_t maxRoutes = 256;
    static constexpr std::string_view otherRoutes = "other";

    int workers() const { return m_workers; }
    std::shared_ptr<Series> route(std::string_view name);
    /// Its name is "pool/name".
    std::shared_ptr<Series> server(std::string_view pool, std::string_view name);
    WorkerCell& worker(int index) { return *m_cells[static_cast<size_t>(index)]; }
    const std::vector<std::unique_ptr<WorkerCell>>& workerCells() const { return m_cells; }

    using SeriesList = std::vector<std::shared_ptr<Series>>;

    /// In order of name.
    SeriesList routes() const { return listed(m_routes); }
    SeriesList servers() const { return listed(m_servers); }
    /// Those that nothing outside holds; from now on their names are free.
    SeriesList retireRoutes() { return retired(m_routes); }
    SeriesList retireServers() { return retired(m_servers); }

private:
    using Table = std::map<std::string, std::shared_ptr<Series>, std::less<>>;
    std::shared_ptr<Series> obtain(Table& table, std::string key, std::string name);
    static SeriesList listed(const Table& table);
    static SeriesList retired(Table& table);

    int m_workers;
    std::vector<std::unique_ptr<WorkerCell>> m_cells;
    Table m_routes;
    Table m_servers;
};

}  // namespace sluice::metrics
