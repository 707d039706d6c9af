#pragma once

#include <string>

#include "metrics/record.h"

namespace sluice::admin {

/// A record in Prometheus' text format 0.0.4: counters, histograms in seconds, sizes in bytes, with
/// the labels route, or pool and server. The bounds of the histograms are round numbers, and what
/// lies on one of them is placed exactly to 1.6 %. Written here as the format is a page long, while
/// a library for it brings an HTTP server and a registry along.
std::string toPrometheus(const metrics::Record& record);
/// Its record, and what only a running gateway knows: its pools of memory, the cache, Redis.
std::string toPrometheus(const metrics::Snapshot& snapshot);

}  // namespace sluice::admin
