#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sluice::upstream {

/// What each strategy would have made of a pool's recorded traffic. An estimate: see replay().
struct WhatIf {
    struct Row {
        std::string strategy;  ///< its name in the configuration
        double p50_ms = 0;     ///< of the time to the head of the answer, or to its failure
        double p99_ms = 0;
        double errorRate = 0;  ///< 0 to 1: 5xx, no answer, or no server to choose; before retries
        double slowestShare = 0;  ///< of the requests, 0 to 1, that go to `slowestServer`
        double imbalance = 1;     ///< the largest ratio of a server's share to its share by weight
        bool operator==(const Row&) const = default;
    };

    std::string pool;
    uint64_t requests = 0;
    double window_s = 0;  ///< from the first request to the last
    Row recorded;         ///< what happened, under the strategy that the pool has now
    /// Simulated, in the order of availableStrategies(); none if there was no request.
    std::vector<Row> rows;
    /// By the mean of its recorded times; empty unless two servers have some.
    std::string slowestServer;
    /// Not in the record: the times of the whole pool stand for theirs.
    std::vector<std::string> unknownServers;
    /// Get no requests as things stand: the simulation leaves them out from beginning to end.
    std::vector<std::string> excludedServers;
};

}  // namespace sluice::upstream
