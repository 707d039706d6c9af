#include "metrics/reading.h"

#include <numeric>

namespace sluice::metrics {

namespace {

Reading read(const Cell& cell) {
    Reading reading;
    for (size_t i = 0; i < cell.byStatusClass.size(); ++i) {
        reading.byStatusClass[i] = cell.byStatusClass[i].value();
    }
    reading.failures = cell.failures.value();
    reading.bytesIn = cell.bytesIn.value();
    reading.bytesOut = cell.bytesOut.value();
    reading.inFlight = cell.inFlight.value();
    for (size_t i = 0; i < cacheOutcomes; ++i)
        reading.cache.byOutcome[i] = cell.cache[i].value();
    for (size_t i = 0; i < phases; ++i)
        reading.phase_ns[i] = cell.phase[i].value();
    reading.latency = cell.latency.counts();
    reading.firstByte = cell.firstByte.counts();
    return reading;
}

}  // namespace

Reading Reading::of(const Series& series) {
    Reading sum;
    for (const auto& cell : series.cells())
        sum.merge(read(*cell));
    return sum;
}

void Reading::merge(const Reading& other) {
    for (size_t i = 0; i < byStatusClass.size(); ++i)
        byStatusClass[i] += other.byStatusClass[i];
    failures += other.failures;
    bytesIn += other.bytesIn;
    bytesOut += other.bytesOut;
    inFlight += other.inFlight;
    for (size_t i = 0; i < cacheOutcomes; ++i)
        cache.byOutcome[i] += other.cache.byOutcome[i];
    for (size_t i = 0; i < phases; ++i)
        phase_ns[i] += other.phase_ns[i];
    latency.merge(other.latency);
    firstByte.merge(other.firstByte);
}

Reading Reading::since(const Reading& earlier) const {
    Reading difference = *this;
    for (size_t i = 0; i < byStatusClass.size(); ++i) {
        difference.byStatusClass[i] -= earlier.byStatusClass[i];
    }
    difference.failures -= earlier.failures;
    difference.bytesIn -= earlier.bytesIn;
    difference.bytesOut -= earlier.bytesOut;
    for (size_t i = 0; i < cacheOutcomes; ++i)
        difference.cache.byOutcome[i] -= earlier.cache.byOutcome[i];
    for (size_t i = 0; i < phases; ++i)
        difference.phase_ns[i] -= earlier.phase_ns[i];
    difference.firstByte = firstByte.since(earlier.firstByte);
    difference.latency = latency.since(earlier.latency);
    return difference;
}

bool Reading::countedNoMoreThan(const Reading& later) const {
    for (size_t i = 0; i < byStatusClass.size(); ++i) {
        if (byStatusClass[i] > later.byStatusClass[i]) return false;
    }
    return bytesIn <= later.bytesIn && bytesOut <= later.bytesOut &&
           latency.total() <= later.latency.total() && latency.sum() <= later.latency.sum();
}

uint64_t Reading::requests() const {
    return std::accumulate(byStatusClass.begin(), byStatusClass.end(), uint64_t{0});
}

}  // namespace sluice::metrics
