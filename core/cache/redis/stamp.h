#pragma once

#include <cstdint>

namespace sluice::cache::redis {

/// How much of what was purged and written over Redis knew of when a value was asked for, before
/// its server was; or knows now. Numbers are random, and so each history is unlike any other.
struct Stamp {
    uint64_t purge = 0;  ///< the last entry of the list of purges; 0: there is no list
    uint64_t write = 0;  ///< the mark of the value's URL, which each write replaces; 0: none

    bool operator==(const Stamp&) const = default;
};

}  // namespace sluice::cache::redis
