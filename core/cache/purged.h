#pragma once

#include <cstdint>
#include <string>

namespace sluice::cache {

/// What became of a purge.
struct Purged {
    uint64_t entries = 0;  ///< of the memory, that are gone
    bool shared = false;   ///< whether there is a Redis that others share
    /// Why Redis has not taken it yet: other gateways may serve what was purged. It is told again
    /// until Redis takes it. Empty: it has, or there is none.
    std::string owed;
};

}  // namespace sluice::cache
