#pragma once

#include <atomic>

#include "upstream/options.h"

namespace sluice::upstream {

/// What may be changed of a pool while requests flow and the workers look at. The control thread
/// writes; any thread reads.
struct Tuning {
    explicit Tuning(const PoolOptions& options = {}) { set(options); }

    void set(const PoolOptions& options) {
        strategy = options.strategy;
        hashBound = options.hash.bound;
        scoreScale_ms = std::chrono::duration<double, std::milli>(options.scoreScale).count();
    }

    std::atomic<Strategy> strategy;
    std::atomic<double> hashBound;      ///< see HashOptions
    std::atomic<double> scoreScale_ms;  ///< latency that halves the speed score
};

}  // namespace sluice::upstream
