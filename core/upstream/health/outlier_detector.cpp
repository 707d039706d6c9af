#include "upstream/health/outlier_detector.h"

#include <algorithm>

#include "upstream/health/wording.h"

namespace sluice::upstream {

namespace {

std::string lastOf(const Evidence& evidence) {
    return evidence.lastError.empty() ? "" : ", last: " + evidence.lastError;
}

/// The reference's health score: min(1, 0.4 × (1 − min(avg_ms / 1000, 1)) + 0.6 × success rate).
double healthScore(double average_ms, double successRate) {
    return std::min(1.0, 0.4 * (1 - std::min(average_ms / 1000, 1.0)) + 0.6 * successRate);
}

}  // namespace

OutlierDetector::OutlierDetector(const OutlierOptions& options, std::vector<Evidence> pool)
    : m_options(options), m_pool(std::move(pool)) {
    for (const Evidence& evidence : m_pool) {
        if (isPeer(evidence)) m_latencies_ms.push_back(latency_ms(evidence));
    }
    std::sort(m_latencies_ms.begin(), m_latencies_ms.end());
}

OutlierDetector::Verdict OutlierDetector::verdict(size_t server) const {
    const Evidence& evidence = m_pool[server];
    if (auto cause = silence(server)) return cause;
    if (evidence.window.requests == 0 && evidence.window.timed == 0) return std::nullopt;
    if (auto cause = errorsInARow(evidence)) return cause;
    if (auto cause = errorRate(evidence)) return cause;
    if (auto cause = slowness(evidence)) return cause;
    return averages(evidence);
}

/// It answers nothing, for far longer than it takes as a rule, while others answer as many requests
/// and much faster.
OutlierDetector::Verdict OutlierDetector::silence(size_t server) const {
    const Evidence& evidence = m_pool[server];
    const unsigned limit = m_options.consecutiveErrors;
    if (limit == 0 || evidence.unanswered < limit) return std::nullopt;
    if (evidence.silence < OutlierOptions::silenceFloor) return std::nullopt;
    TrafficCounts peers;
    for (size_t i = 0; i < m_pool.size(); ++i) {
        const bool witness = m_pool[i].silence < evidence.silence / 2;
        if (i == server || !witness) continue;
        peers.timed += m_pool[i].window.timed;
        peers.latency += m_pool[i].window.latency;
    }
    const std::chrono::duration<double, std::milli> waited = evidence.silence;
    const double usual_ms = std::max(peers.meanLatency_ms(), evidence.averageLatency_ms);
    const double factor = std::max(1.0, m_options.latencyFactor);
    if (peers.timed < evidence.unanswered || waited.count() <= factor * usual_ms) {
        return std::nullopt;
    }
    return "no answer to " + counted(evidence.unanswered, "request") + " in " +
           inSeconds(evidence.silence);
}

OutlierDetector::Verdict OutlierDetector::errorsInARow(const Evidence& evidence) const {
    const unsigned limit = m_options.consecutiveErrors;
    if (limit == 0 || evidence.errorsInARow < limit) return std::nullopt;
    return counted(evidence.errorsInARow, "error") + " in a row" + lastOf(evidence);
}

OutlierDetector::Verdict OutlierDetector::errorRate(const Evidence& evidence) const {
    const double rate = 1 - evidence.window.successRate();
    if (evidence.window.requests < m_options.minRequests || !(rate > m_options.errorRate)) {
        return std::nullopt;
    }
    return shortNumber(100 * rate) + " % of " + counted(evidence.window.requests, "request") +
           " failed in " + inSeconds(m_options.window) + lastOf(evidence);
}

/// One peer is enough to be compared with: of two servers, the slower one may go.
OutlierDetector::Verdict OutlierDetector::slowness(const Evidence& evidence) const {
    if (m_options.latencyFactor <= 0 || !isPeer(evidence) || m_latencies_ms.size() < 2) {
        return std::nullopt;
    }
    const double own_ms = latency_ms(evidence);
    const double peers_ms = medianOfPeers(own_ms);
    const std::chrono::duration<double, std::milli> floor = m_options.latencyFloor;
    if (own_ms < floor.count() || own_ms <= m_options.latencyFactor * peers_ms) return std::nullopt;
    const std::string times = peers_ms > 0 ? shortNumber(own_ms / peers_ms) + " times " : "above ";
    return "average " + shortNumber(own_ms) + " ms, " + times + "its peers' " +
           shortNumber(peers_ms) + " ms";
}

/// The moving averages are of the last ten requests or so. Where many a second are answered, a
/// moment's bad luck would do, and where few are, that of an hour: so the window must say the same,
/// and of enough requests.
OutlierDetector::Verdict OutlierDetector::averages(const Evidence& evidence) const {
    if (evidence.window.requests < m_options.minRequests) return std::nullopt;
    const double average_ms = evidence.averageLatency_ms;
    const double success = evidence.successRate;
    const double windowSuccess = evidence.window.successRate();
    if (std::max(success, windowSuccess) < m_options.minSuccess) {
        return "success rate " + shortNumber(success) + ", below " +
               shortNumber(m_options.minSuccess) + lastOf(evidence);
    }
    const double score = healthScore(average_ms, success);
    const double windowScore = healthScore(evidence.window.meanLatency_ms(), windowSuccess);
    if (std::max(score, windowScore) >= m_options.minHealth) return std::nullopt;
    return "health score " + shortNumber(score) + ", below " + shortNumber(m_options.minHealth) +
           ": average " + shortNumber(average_ms) + " ms, success rate " + shortNumber(success);
}

bool OutlierDetector::isPeer(const Evidence& evidence) const {
    return evidence.window.timed > 0 && evidence.window.timed >= m_options.minRequests;
}

/// Of late, if that is enough to tell: under much traffic the window takes long to turn.
double OutlierDetector::latency_ms(const Evidence& evidence) const {
    const bool enough = evidence.recent.timed > 0 && evidence.recent.timed >= m_options.minRequests;
    return (enough ? evidence.recent : evidence.window).meanLatency_ms();
}

double OutlierDetector::worstScore(const Evidence& evidence) const {
    return healthScore(std::max(latency_ms(evidence), evidence.averageLatency_ms),
                       std::min(evidence.window.successRate(), evidence.successRate));
}

bool OutlierDetector::isWorse(size_t first, size_t second) const {
    const Evidence& one = m_pool[first];
    const Evidence& other = m_pool[second];
    const double difference = worstScore(one) - worstScore(other);
    return difference < 0 || (difference == 0 && latency_ms(one) > latency_ms(other));
}

/// The median of m_latencies_ms without one entry of `own_ms`.
double OutlierDetector::medianOfPeers(double own_ms) const {
    const auto own = std::lower_bound(m_latencies_ms.begin(), m_latencies_ms.end(), own_ms);
    const auto skipped = static_cast<size_t>(own - m_latencies_ms.begin());
    const auto at = [&](size_t i) { return m_latencies_ms[i < skipped ? i : i + 1]; };
    const size_t peers = m_latencies_ms.size() - 1;
    return (at((peers - 1) / 2) + at(peers / 2)) / 2;
}

}  // namespace sluice::upstream
