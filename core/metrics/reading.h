#pragma once

#include <array>
#include <cstdint>

#include "metrics/cache_traffic.h"
#include "metrics/histogram.h"
#include "metrics/series.h"

namespace sluice::metrics {

/// What cells say at one moment, or between two, added up.
struct Reading {
    std::array<uint64_t, 6> byStatusClass{};  ///< as in Cell
    uint64_t failures = 0;
    uint64_t bytesIn = 0, bytesOut = 0;
    int64_t inFlight = 0;  ///< always of the moment
    CacheTraffic cache;
    std::array<uint64_t, phases> phase_ns{};  ///< as in Cell
    HistogramCounts latency;
    HistogramCounts firstByte;

    static Reading of(const Series& series);

    void merge(const Reading& other);
    /// What was counted since `earlier`, an older reading of the same cells.
    Reading since(const Reading& earlier) const;

    /// Whether it may be an older reading of what `later` is one of.
    bool countedNoMoreThan(const Reading& later) const;

    uint64_t requests() const;
    /// 5xx, whoever made them.
    uint64_t errors() const { return byStatusClass[5]; }
};

}  // namespace sluice::metrics
