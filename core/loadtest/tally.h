#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>

#include "base/clock.h"
#include "metrics/counter.h"
#include "metrics/histogram.h"
#include "upstream/outcome.h"

namespace sluice::loadtest {

/// What came of the requests of some threads, as one sum.
struct Counts {
    uint64_t successful = 0;  ///< answered with a status that the scenario takes for success
    uint64_t failed = 0;
    uint64_t bytes = 0;   ///< received, heads included
    uint64_t queued = 0;  ///< open loop: had to wait for a connection
    uint64_t unsent = 0;  ///< open loop: no connection was free until the end
    std::map<int, uint64_t> statuses;
    std::map<std::string, uint64_t> errors;  ///< by kind: "connect-failure", "HTTP 503"
    metrics::HistogramCounts latency;        ///< ns, from when the request was meant to be sent
    metrics::HistogramCounts service;        ///< ns, from when it was sent
    metrics::HistogramCounts lateness;  ///< ns, what the generator itself sent requests late by

    uint64_t total() const { return successful + failed; }
    void merge(const Counts& other);
    /// What was counted after `earlier`.
    Counts since(const Counts& earlier) const;
};

/// What one thread counts; any thread may read it.
class Tally {
public:
    void record(const upstream::Outcome<int>& status, Duration latency, Duration service);
    void recordLateness(Duration lateness) { m_lateness.record(nanoseconds(lateness)); }
    void addBytes(uint64_t bytes) { m_bytes.add(bytes); }
    void addQueued() { m_queued.add(); }
    void addUnsent(uint64_t requests) { m_unsent.add(requests); }

    /// `successBelow` as Scenario has it.
    Counts counts(int successBelow) const;
    uint64_t unsent() const { return m_unsent.value(); }

private:
    static uint64_t nanoseconds(Duration duration) {
        return duration.count() > 0 ? static_cast<uint64_t>(duration.count()) : 0;
    }

    static constexpr size_t maxStatus = 999;
    static constexpr size_t kinds = static_cast<size_t>(upstream::Failure::Kind::unsupported) + 1;

    std::array<metrics::Counter, maxStatus + 1> m_statuses;
    std::array<metrics::Counter, kinds> m_failures;
    metrics::Counter m_bytes;
    metrics::Counter m_queued;
    metrics::Counter m_unsent;
    metrics::Histogram m_latency;
    metrics::Histogram m_service;
    metrics::Histogram m_lateness;
};

}  // namespace sluice::loadtest
