#include "upstream/server_statistics.h"

#include <algorithm>
#include <cmath>

namespace sluice::upstream {

namespace {

int64_t nanoseconds(TimePoint time) {
    return std::chrono::duration_cast<Duration>(time.time_since_epoch()).count();
}

/// What is left after that time of something that is remembered for `memory`.
double decay(int64_t elapsed_ns, std::chrono::duration<double, std::nano> memory) {
    return std::exp(-static_cast<double>(std::max<int64_t>(0, elapsed_ns)) / memory.count());
}

/// Replaces the value by `next(value)`, whoever else writes at the same time.
template <class Next>
void update(std::atomic<double>& value, Next next) {
    double old = value.load(std::memory_order_relaxed);
    while (!value.compare_exchange_weak(old, next(old), std::memory_order_relaxed)) {
    }
}

}  // namespace

void ServerStatistics::recordAnswer(Duration latency, int status, TimePoint now) {
    const bool success = status < 500;
    recordLatency(latency, now);
    recordSuccess(success);
    m_answers.fetch_add(1, std::memory_order_relaxed);
    m_askedSince.store({}, std::memory_order_relaxed);
    if (givenUp() > 0) m_givenUp.store(0, std::memory_order_relaxed);
    if (!success) setLastError("status " + std::to_string(status));
}

void ServerStatistics::recordFailure(std::string_view cause, Duration latency, TimePoint now) {
    if (latency > Duration::zero()) {
        recordLatency(latency, now);
    } else {
        m_untimed.fetch_add(1, std::memory_order_relaxed);
    }
    recordSuccess(false);
    m_answers.fetch_add(1, std::memory_order_relaxed);
    setLastError(cause);
}

void ServerStatistics::recordOutrun(Duration atLeast, TimePoint now) {
    const double atLeast_ms = std::chrono::duration<double, std::milli>(atLeast).count();
    if (atLeast_ms <= averageLatency_ms()) return;
    recordLatency(atLeast, now);
    m_outrun.fetch_add(1, std::memory_order_relaxed);
}

void ServerStatistics::reset() {
    m_average_ms.store(0, std::memory_order_relaxed);
    m_success.store(1, std::memory_order_relaxed);
    m_peak_ms.store(0, std::memory_order_relaxed);
    m_errorsInARow.store(0, std::memory_order_relaxed);
}

void ServerStatistics::recordLatency(Duration latency, TimePoint now) {
    const double latency_ms = std::chrono::duration<double, std::milli>(latency).count();
    const int64_t time_ns = nanoseconds(now);
    const int64_t since_ns = time_ns - m_lastTime_ns.exchange(time_ns, std::memory_order_relaxed);
    const double weight = 1 - (1 - alpha) * decay(since_ns, averageMemory);
    update(m_average_ms, [&](double average) {
        return average > 0 ? average + weight * (latency_ms - average) : latency_ms;
    });
    m_latencySum_ns.fetch_add(latency.count(), std::memory_order_relaxed);
    const double kept = decay(since_ns, peakMemory);
    update(m_peak_ms, [&](double peak) {
        return latency_ms >= peak ? latency_ms : peak * kept + latency_ms * (1 - kept);
    });
}

void ServerStatistics::recordSuccess(bool success) {
    const double value = success ? 1 : 0;
    // A healthy server's rate stays where it is: no write, so no cache line goes back and forth.
    if (!success || read(m_success) < 1) {
        update(m_success, [&](double rate) { return rate + alpha * (value - rate); });
    }
    if (!success) {
        m_errors.fetch_add(1, std::memory_order_relaxed);
        m_errorsInARow.fetch_add(1, std::memory_order_relaxed);
    } else if (errorsInARow() > 0) {
        m_errorsInARow.store(0, std::memory_order_relaxed);
    }
}

double ServerStatistics::peakLatency_ms(TimePoint now) const {
    return read(m_peak_ms) * decay(silence_ns(now), peakMemory);
}

double ServerStatistics::fadingLatency_ms(TimePoint now) const {
    return averageLatency_ms() * decay(silence_ns(now), averageMemory);
}

int64_t ServerStatistics::silence_ns(TimePoint now) const {
    return nanoseconds(now) - m_lastTime_ns.load(std::memory_order_relaxed);
}

void ServerStatistics::setLastError(std::string_view cause) {
    const std::lock_guard lock(m_lastErrorLock);
    m_lastError = cause;
}

std::string ServerStatistics::lastError() const {
    const std::lock_guard lock(m_lastErrorLock);
    return m_lastError;
}

}  // namespace sluice::upstream
