#pragma once

#include <string>
#include <vector>

#include "metrics/record.h"

namespace sluice::metrics {

/// A number that records are compared by.
struct Figure {
    std::string name;  ///< stable: "p99"
    std::string unit;  ///< "ms", "/s", "B", or empty for counts and shares
    double value = 0;
    bool measured = false;  ///< false: nothing was counted that it could be of, such as a latency
};

/// requests, requests_per_second, error_rate, cache_hit_rate, mean, p50, p90, p95, p99, p999, max,
/// first_byte_p50, first_byte_p99, sent_bytes, received_bytes, and where the time of a request went
/// on average: parse, route, cache, wait, connect, first_byte, body, write. Of a reading over
/// `elapsed_s`. The names are those of snapshots, without the unit.
std::vector<Figure> figuresOf(const Reading& reading, double elapsed_s);

/// Of the route, or the "pool/server", called `name`; of the whole without a name. Null if the
/// record has none of that name.
const Reading* findReading(const Record& record, const std::string& name);

}  // namespace sluice::metrics
