#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "upstream/health/traffic_window.h"
#include "upstream/health_options.h"

namespace sluice::upstream {

/// What one server's traffic tells. One that is out of the balance has none: leave it as it is.
struct Evidence {
    TrafficCounts window;
    TrafficCounts recent;  ///< the last of the window: see OutlierOptions::recent
    uint32_t errorsInARow = 0;
    double averageLatency_ms = 0;  ///< moving averages of ServerStatistics
    double successRate = 1;
    std::string lastError;
    uint64_t unanswered =
        0;               ///< requests that wait for it, or were given up, since its last answer
    Duration silence{};  ///< for how long it has answered nothing
};

/// Judges the servers of a pool by their traffic, at one moment. Pure. A server that was asked
/// nothing is never an outlier.
class OutlierDetector {
public:
    OutlierDetector(const OutlierOptions& options, std::vector<Evidence> pool);

    /// Why that server is an outlier: "5 errors in a row, last: connection refused". Nothing if it
    /// is none.
    std::optional<std::string> verdict(size_t server) const;
    /// Whether of two outliers the first one should rather go: by the reference's health score of
    /// what speaks most against each, then by latency.
    bool isWorse(size_t first, size_t second) const;

private:
    using Verdict = std::optional<std::string>;

    Verdict silence(size_t server) const;
    Verdict errorsInARow(const Evidence& evidence) const;
    Verdict errorRate(const Evidence& evidence) const;
    Verdict slowness(const Evidence& evidence) const;
    Verdict averages(const Evidence& evidence) const;
    bool isPeer(const Evidence& evidence) const;
    double latency_ms(const Evidence& evidence) const;
    double worstScore(const Evidence& evidence) const;
    double medianOfPeers(double own_ms) const;

    const OutlierOptions m_options;
    const std::vector<Evidence> m_pool;
    std::vector<double> m_latencies_ms;  // of all with enough traffic, sorted
};

}  // namespace sluice::upstream
