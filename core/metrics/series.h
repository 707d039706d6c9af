#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "metrics/cache_traffic.h"
#include "metrics/counter.h"
#include "metrics/histogram.h"
#include "metrics/timeline.h"

namespace sluice::metrics {

/// What one worker counts for one route or one server. Written by that worker alone.
struct alignas(64) Cell {
    std::array<Counter, 6> byStatusClass;  ///< [1] 1xx … [5] 5xx; [0]: the client went away first
    Counter failures;  ///< of the 5xx, those that the gateway made because the server gave none
    Counter bytesIn;   ///< body bytes from the client
    Counter bytesOut;  ///< body bytes to the client
    Gauge inFlight;
    std::array<Counter, cacheOutcomes> cache;  ///< of a route, by CacheOutcome
    /// ns, by Phase; their sum is that of `latency`. A server knows only two: firstByte is all
    /// until the head of the answer, body what follows.
    std::array<Counter, phases> phase;
    Histogram latency;    ///< ns, from the head's first byte to the answer's last handed over
    Histogram firstByte;  ///< ns, until the answer's head was there; of answers alone
};

/// One route's or one server's cells, one for each worker. Made by the control thread, kept alive
/// by the configurations that use it, so that counts go on over a reload.
class Series {
public:
    Series(std::string name, int workers) : m_name(std::move(name)) {
        for (int i = 0; i < workers; ++i)
            m_cells.push_back(std::make_unique<Cell>());
    }

    const std::string& name() const { return m_name; }
    /// For worker `worker` alone to write.
    Cell& cell(int worker) { return *m_cells[static_cast<size_t>(worker)]; }
    const std::vector<std::unique_ptr<Cell>>& cells() const { return m_cells; }

private:
    std::string m_name;
    std::vector<std::unique_ptr<Cell>> m_cells;
};

}  // namespace sluice::metrics
