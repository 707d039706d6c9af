#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"

namespace sluice::upstream {

/// How a pool's servers are asked whether they are well: [pools.NAME.health].
struct CheckOptions {
    enum class Kind : uint8_t { none, http, tcp };
    struct StatusRange {
        int first = 200;
        int last = 399;
        bool operator==(const StatusRange&) const = default;
    };

    Kind kind = Kind::none;
    std::string method = "GET";
    std::string path = "/";
    std::string host;  ///< empty: the server's own
    std::vector<std::pair<std::string, std::string>> headers;
    std::vector<StatusRange> statuses{{200, 399}};  ///< any of these is well
    std::string body;                               ///< what the first 64 KiB must hold; empty: any
    Duration interval = std::chrono::seconds(2);
    double jitter = 0.1;  ///< share of the interval by which each wait differs, at random
    Duration timeout = std::chrono::seconds(1);
    unsigned healthyAfter = 2;    ///< good answers in a row until an unhealthy server is healthy
    unsigned unhealthyAfter = 3;  ///< bad ones until a healthy server is unhealthy
    bool operator==(const CheckOptions&) const = default;
};

/// What the traffic itself may say against a server: [pools.NAME.outlier].
struct OutlierOptions {
    /// The last part of the window, by which latencies are judged when it has enough requests.
    static constexpr std::chrono::seconds recent{2};
    /// A server that answers nothing is no outlier before that time.
    static constexpr std::chrono::seconds silenceFloor{2};

    bool enabled = true;
    Duration window = std::chrono::seconds(10);  ///< of the rates
    unsigned minRequests = 20;                   ///< with fewer, rates and latencies say nothing
    unsigned consecutiveErrors = 5;              ///< 0: does not matter
    double errorRate = 0.5;                      ///< of the window, above which; 1: does not matter
    double latencyFactor = 5;  ///< times the median of its peers; 0: does not matter
    Duration latencyFloor = std::chrono::milliseconds(20);  ///< no outlier below this latency
    double minHealth = 0.5;   ///< the reference's thresholds, on the moving averages; 0: do not
    double minSuccess = 0.8;  ///< matter
    Duration ejection = std::chrono::seconds(10);  ///< the first time; doubles with each
    Duration maxEjection = std::chrono::minutes(5);
    double maxEjected = 0.5;  ///< share of the pool's servers that may be ejected at a time
    bool operator==(const OutlierOptions&) const = default;
};

/// All that decides whether a server is trusted with requests. May be changed while they flow.
struct HealthOptions {
    CheckOptions check;
    OutlierOptions outlier;
    Duration slowStart = std::chrono::seconds(10);  ///< in which a server's weight grows to its own
    bool failOpen = false;  ///< with no healthy server left, use the sick ones
    bool operator==(const HealthOptions&) const = default;
};

}  // namespace sluice::upstream
