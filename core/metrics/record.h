#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "metrics/batch_traffic.h"
#include "metrics/reading.h"
#include "metrics/snapshot.h"

namespace sluice::metrics {

/// Where something was measured.
struct Environment {
    std::string system;  ///< "Linux 6.1.0-18-amd64 x86_64"
    int processors = 0;
    int workers = 0;
    std::string sluiceVersion;
    bool operator==(const Environment&) const = default;
};

/// All that was counted in a period, with every bucket of every histogram, so that records can be
/// added up and compared exactly: a percentile of two merged records is that of one over both
/// periods. Plain data without secrets.
struct Record {
    int64_t from_ms = 0, to_ms = 0;  ///< Unix time
    double elapsed_s = 0;            ///< by a clock that never jumps; of merged records, the sum
    double cpu_s = 0;                ///< of the process, in the period
    uint64_t residentBytes = 0;      ///< at its end; of merged records, the most
    int64_t connectionsOpen = 0;     ///< the same
    uint64_t badRequests =
        0;  ///< refused before a route was known; in `total` by their status, without latency
    BatchTraffic batch;
    Reading total;                           ///< of all routes and bad requests
    std::map<std::string, Reading> routes;   ///< by name; what removed ones counted is in "other"
    std::map<std::string, Reading> servers;  ///< by "pool/server"
    /// What was in effect at the end, as "pools.web.strategy" → "peak-ewma". Empty where merged
    /// records differ, and so is the hash.
    std::map<std::string, std::string> configuration;
    std::string configurationHash;  ///< the same for the same configuration, 16 hex digits
    Environment environment;        ///< fields that differ in merged records are empty

    void merge(const Record& other);
    /// What came after `earlier`, an older record of the same process.
    Record since(const Record& earlier) const;
};

/// Makes the counts of `traffic` those of the reading; its rates and percentiles stay.
void setCounts(Traffic& traffic, const Reading& reading);
/// Makes all counts of a snapshot those of its record, which may be younger.
void setCounts(Snapshot& snapshot, const Record& record);
/// As one period: its rates and percentiles are those of the whole of it.
Traffic trafficOf(const Reading& reading, double elapsed_s);
/// What a record can tell of a snapshot: the total, the routes, the servers by pool, the process.
Snapshot snapshotOf(const Record& record);

}  // namespace sluice::metrics
