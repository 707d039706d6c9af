#include "metrics/history.h"

#include <algorithm>

namespace sluice::metrics {

namespace {

using std::chrono::seconds;

double toMs(uint64_t ns) {
    return static_cast<double>(ns) / 1e6;
}

double ratio(uint64_t part, uint64_t whole) {
    return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

double perSecondBetween(uint64_t count, Duration elapsed) {
    if (elapsed <= Duration::zero()) return 0;
    return static_cast<double>(count) / std::chrono::duration<double>(elapsed).count();
}

}  // namespace

History::History(std::optional<TimePoint> start) {
    if (start) m_points.push_back({*start});
}

void History::advance(TimePoint now, const Reading& counted) {
    const bool beginning = m_points.empty();
    count(counted);
    if (counted.requests() > 0) m_lastHit = now;
    m_points.push_back({now, m_traffic.requests, m_traffic.byStatusClass[5], m_traffic.cache.hits(),
                        m_traffic.cache.lookups(), m_phase_ns});
    if (m_points.size() > samples + 1) m_points.pop_front();  // n intervals have n + 1 ends
    m_slices.push_back(beginning ? LatencySlice() : LatencySlice::of(counted.latency));
    if (m_slices.size() > slices) m_slices.pop_front();
    m_firstByte.push_back(beginning ? LatencySlice() : LatencySlice::of(counted.firstByte));
    if (m_firstByte.size() > slices) m_firstByte.pop_front();
    measureRates();
    measureLatency();
    measurePhases();
}

const LatencySlice& History::lastSlice() const {
    static const LatencySlice none;
    return m_slices.empty() ? none : m_slices.back();
}

void History::count(const Reading& counted) {
    for (size_t i = 0; i < counted.byStatusClass.size(); ++i) {
        m_traffic.byStatusClass[i] += counted.byStatusClass[i];
    }
    m_traffic.requests += counted.requests();
    m_traffic.failures += counted.failures;
    m_traffic.bytesIn += counted.bytesIn;
    m_traffic.bytesOut += counted.bytesOut;
    m_traffic.inFlight = counted.inFlight;
    for (size_t i = 0; i < cacheOutcomes; ++i)
        m_traffic.cache.byOutcome[i] += counted.cache.byOutcome[i];
    for (size_t i = 0; i < phases; ++i)
        m_phase_ns[i] += counted.phase_ns[i];
}

void History::measureRates() {
    m_traffic.rates = {.per_1s = perSecond(seconds(1)),
                       .per_10s = perSecond(seconds(10)),
                       .per_1m = perSecond(seconds(60)),
                       .per_5m = perSecond(seconds(300))};
    const Point& end = m_points.back();
    const Point& tenSecondsAgo = pointBefore(seconds(10));
    m_traffic.errorRate =
        ratio(end.errors - tenSecondsAgo.errors, end.requests - tenSecondsAgo.requests);
    m_traffic.cacheHitRate = ratio(end.cacheHits - tenSecondsAgo.cacheHits,
                                   end.cacheLookups - tenSecondsAgo.cacheLookups);
    const Point& secondAgo = pointBefore(seconds(1));
    m_traffic.cacheHits_per_s =
        perSecondBetween(end.cacheHits - secondAgo.cacheHits, end.time - secondAgo.time);
    m_errorsPerSecond = perSecondBetween(end.errors - secondAgo.errors, end.time - secondAgo.time);
}

void History::measureLatency() {
    HistogramCounts tenSeconds;
    addRecentTo(tenSeconds);
    m_traffic.latency = percentilesOf(tenSeconds);
    HistogramCounts last;
    lastSlice().addTo(last);
    m_traffic.lastSecond = percentilesOf(last);
    HistogramCounts firstByte;
    for (const LatencySlice& slice : m_firstByte)
        slice.addTo(firstByte);
    m_traffic.firstByte = percentilesOf(firstByte);
}

void History::measurePhases() {
    const Point& end = m_points.back();
    const Point& begin = pointBefore(seconds(10));
    const auto requests = static_cast<double>(end.requests - begin.requests);
    for (size_t i = 0; i < phases; ++i) {
        const uint64_t spent = end.phase_ns[i] - begin.phase_ns[i];
        m_traffic.phase_ms[i] = requests > 0 ? toMs(spent) / requests : 0;
    }
}

void History::addRecentTo(HistogramCounts& counts) const {
    for (const LatencySlice& slice : m_slices)
        slice.addTo(counts);
}

// The earlier point whose age comes nearest to the window, so that a timer's jitter does not make a
// window of one second now one sample long and now two.
const History::Point& History::pointBefore(Duration window) const {
    const auto end = m_points.end() - 1;
    const TimePoint wanted = end->time - window;
    const auto after = std::lower_bound(m_points.begin(), end, wanted,
                                        [](const Point& p, TimePoint t) { return p.time < t; });
    if (after == m_points.begin()) return *after;
    const auto before = after - 1;
    if (after == end) return *before;
    return wanted - before->time < after->time - wanted ? *before : *after;
}

double History::perSecond(Duration window) const {
    const Point& end = m_points.back();
    const Point& begin = pointBefore(window);
    return perSecondBetween(end.requests - begin.requests, end.time - begin.time);
}

}  // namespace sluice::metrics
