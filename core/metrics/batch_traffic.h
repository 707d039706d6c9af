#pragma once

#include <algorithm>
#include <cstdint>

#include "metrics/counter.h"

namespace sluice::metrics {

/// What one worker counts of batches. Written by that worker; any thread reads.
struct BatchCell {
    Counter batches;  ///< whose items were run
    Counter refused;  ///< could not be read, or were too many at once
    Counter items;    ///< that ended; not those whose batch was given up by its client
    Counter itemsFailed;
    Counter time_ns;  ///< that batches took, from their first byte on
};

/// The same, added up.
struct BatchTraffic {
    uint64_t batches = 0, refused = 0;
    uint64_t items = 0, itemsFailed = 0;
    uint64_t time_ns = 0;

    bool operator==(const BatchTraffic&) const = default;
    /// Whether anyone asked for a batch.
    bool any() const { return batches + refused > 0; }
    double meanTime_ms() const {
        return batches > 0 ? static_cast<double>(time_ns) / 1e6 / static_cast<double>(batches) : 0;
    }

    void add(const BatchCell& cell) {
        merge({cell.batches.value(), cell.refused.value(), cell.items.value(),
               cell.itemsFailed.value(), cell.time_ns.value()});
    }
    void merge(const BatchTraffic& other) {
        batches += other.batches;
        refused += other.refused;
        items += other.items;
        itemsFailed += other.itemsFailed;
        time_ns += other.time_ns;
    }
    BatchTraffic since(const BatchTraffic& earlier) const {
        return {batches - std::min(batches, earlier.batches),
                refused - std::min(refused, earlier.refused),
                items - std::min(items, earlier.items),
                itemsFailed - std::min(itemsFailed, earlier.itemsFailed),
                time_ns - std::min(time_ns, earlier.time_ns)};
    }
};

}  // namespace sluice::metrics
