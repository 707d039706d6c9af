#include "metrics/course.h"

namespace sluice::metrics {

namespace {

/// Samples are a second apart, give or take what their timer is late.
constexpr double tenSeconds = 9.5;

float rate(uint64_t before, uint64_t after, double elapsed_s) {
    return static_cast<float>(static_cast<double>(after - before) / elapsed_s);
}

void append(std::deque<Course::Point>& points, const Course::Point& point, size_t most) {
    points.push_back(point);
    if (points.size() > most) points.pop_front();
}

}  // namespace

bool Course::add(double time_s, const Traffic& traffic) {
    const Mark now{time_s, traffic};
    if (!m_begun) {
        m_begun = true;
        m_lastSecond = m_lastTen = now;
        return false;
    }
    if (time_s <= m_lastSecond.time_s) return false;
    append(m_seconds, between(m_lastSecond, now, traffic.lastSecond), maxSeconds);
    m_lastSecond = now;
    if (time_s - m_lastTen.time_s < tenSeconds) return false;
    append(m_tens, between(m_lastTen, now, traffic.latency), maxTens);
    m_lastTen = now;
    return true;
}

Course::Point Course::between(const Mark& begin, const Mark& end, const Percentiles& latency) {
    const double elapsed_s = end.time_s - begin.time_s;
    const Traffic& a = begin.traffic;
    const Traffic& b = end.traffic;
    return {.time_s = static_cast<float>(end.time_s),
            .requests_per_s = rate(a.requests, b.requests, elapsed_s),
            .errors_per_s = rate(a.byStatusClass[5], b.byStatusClass[5], elapsed_s),
            .cacheHits_per_s = rate(a.cache.hits(), b.cache.hits(), elapsed_s),
            .memoryHits_per_s = rate(a.cache.memoryHits(), b.cache.memoryHits(), elapsed_s),
            .redisHits_per_s = rate(a.cache.redisHits(), b.cache.redisHits(), elapsed_s),
            .cacheMisses_per_s = rate(a.cache.misses(), b.cache.misses(), elapsed_s),
            .p50_ms = static_cast<float>(latency.p50_ms),
            .p90_ms = static_cast<float>(latency.p90_ms),
            .p99_ms = static_cast<float>(latency.p99_ms),
            .received_bytes_per_s = rate(a.bytesIn, b.bytesIn, elapsed_s),
            .sent_bytes_per_s = rate(a.bytesOut, b.bytesOut, elapsed_s)};
}

}  // namespace sluice::metrics
