#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace sluice::upstream {

/// What all workers have measured of one server. Any thread; every figure is an atomic of its own,
/// so that two of them may be a request apart.
class ServerStatistics {
public:
    /// The weight of the newest value in the moving averages; in that of the latency, after a time
    /// without any, 1 − (1 − alpha) × exp(−time / averageMemory).
    static constexpr double alpha = 0.1;
    static constexpr std::chrono::seconds averageMemory{60};
    /// In which the peak latency decays to 1/e: a slow moment is remembered for some seconds.
    static constexpr std::chrono::seconds peakMemory{10};

    /// An answer whose head came after `latency`. A 5xx is an answer, but no success.
    void recordAnswer(Duration latency, int status, TimePoint now);
    /// No usable answer. `latency` is told only where the server took that long, as in a time-out:
    /// a connection that is refused at once must not make a server look fast.
    void recordFailure(std::string_view cause, Duration latency, TimePoint now);
    /// No answer yet after that time, and nobody waits for it any more: evidence of a latency that
    /// is at least so long, where that is more than the average; neither a success nor an error.
    void recordOutrun(Duration atLeast, TimePoint now);
    /// A request is sent to it.
    void noteAsked(TimePoint now) {
        if (m_askedSince.load(std::memory_order_relaxed) != TimePoint{}) return;
        m_askedSince.store(now, std::memory_order_relaxed);
    }
    /// Who asked has given up after a long wait, without an answer.
    void noteGivenUp() { m_givenUp.fetch_add(1, std::memory_order_relaxed); }
    /// As if nothing had been measured: when a server comes back, its past is not its present.
    void reset();

    /// Moving average of the time to the answer's head; 0 before the first one.
    double averageLatency_ms() const { return read(m_average_ms); }
    /// The average, which fades while nothing is measured: after averageMemory to 1/e.
    double fadingLatency_ms(TimePoint now) const;
    /// Moving average of successes (1) and errors (0); 1 before the first request.
    double successRate() const { return read(m_success); }
    /// Jumps up to every slower answer and decays towards faster ones, as Finagle's peak EWMA.
    double peakLatency_ms(TimePoint now) const;

    uint64_t answers() const { return m_answers.load(std::memory_order_relaxed); }
    uint64_t errors() const { return m_errors.load(std::memory_order_relaxed); }
    /// Answers without a known latency: failures that came at once.
    uint64_t untimed() const { return m_untimed.load(std::memory_order_relaxed); }
    /// Latencies without an answer: see recordOutrun().
    uint64_t outrun() const { return m_outrun.load(std::memory_order_relaxed); }
    /// The sum of all known latencies.
    Duration latencySum() const {
        return Duration(m_latencySum_ns.load(std::memory_order_relaxed));
    }
    /// Errors since the last success.
    uint32_t errorsInARow() const { return m_errorsInARow.load(std::memory_order_relaxed); }
    /// For how long it has given no answer to what it was asked since the last one.
    Duration silence(TimePoint now) const {
        const TimePoint since = m_askedSince.load(std::memory_order_relaxed);
        return since == TimePoint{} ? Duration::zero() : now - since;
    }
    /// Those who gave up since its last answer.
    uint32_t givenUp() const { return m_givenUp.load(std::memory_order_relaxed); }
    /// "connection refused", "status 500"; empty before the first error.
    std::string lastError() const;

private:
    static double read(const std::atomic<double>& value) {
        return value.load(std::memory_order_relaxed);
    }
    void recordLatency(Duration latency, TimePoint now);
    void recordSuccess(bool success);
    int64_t silence_ns(TimePoint now) const;  ///< since the last known latency
    void setLastError(std::string_view cause);

    std::atomic<double> m_average_ms{0};
    std::atomic<double> m_success{1};
    std::atomic<double> m_peak_ms{0};
    std::atomic<int64_t> m_lastTime_ns{0};
    std::atomic<uint64_t> m_answers{0};
    std::atomic<uint64_t> m_errors{0};
    std::atomic<uint64_t> m_untimed{0};
    std::atomic<uint64_t> m_outrun{0};
    std::atomic<int64_t> m_latencySum_ns{0};
    std::atomic<uint32_t> m_errorsInARow{0};
    std::atomic<uint32_t> m_givenUp{0};
    std::atomic<TimePoint> m_askedSince{};
    mutable std::mutex m_lastErrorLock;  // taken for errors alone
    std::string m_lastError;
};

}  // namespace sluice::upstream
