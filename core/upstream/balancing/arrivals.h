#pragma once

#include <cstdint>
#include <limits>
#include <vector>

namespace sluice::upstream {

/// What the last requests of a pool were like when they came, as more such are expected.
struct Arrivals {
    /// How many others were in flight, on average; infinite: as many as it takes to keep all
    /// servers busy.
    double inFlight = std::numeric_limits<double>::infinity();
    std::vector<uint64_t> hashes = {};  ///< of what consistent-hash goes by, one for each request
};

}  // namespace sluice::upstream
