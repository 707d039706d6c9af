#pragma once

#include <QByteArray>
#include <QMap>
#include <QString>
#include <array>
#include <cstdint>
#include <numeric>
#include <string>

namespace sluice::test {

/// What is known of some traffic, because a test has sent it.
struct Truth {
    std::array<uint64_t, 6> byStatus{};  // as metrics::Cell counts them
    QMap<QString, uint64_t> byRoute = {};
    uint64_t badRequests = 0;
    uint64_t failures = 0;
    uint64_t hits = 0, misses = 0;
    uint64_t batches = 0, batchesRefused = 0, items = 0, itemsFailed = 0;
    double slowerThan_ms = 0;

    uint64_t requests() const {
        return std::accumulate(byStatus.begin(), byStatus.end(), uint64_t{0});
    }
    bool operator==(const Truth& o) const {
        return byStatus == o.byStatus && byRoute == o.byRoute && badRequests == o.badRequests &&
               failures == o.failures && hits == o.hits && misses == o.misses &&
               batches == o.batches && batchesRefused == o.batchesRefused && items == o.items &&
               itemsFailed == o.itemsFailed;
    }
};

QByteArray textOf(const Truth& truth);

/// What the JSON form says: the summary, or nothing if it contradicts its own record.
Truth ofJson(const QByteArray& text);
/// What the table says; of the cache it tells nothing, so that is taken from `known`.
Truth ofCsv(const QByteArray& text, const Truth& known);
/// What the samples say, added up; bad requests have no status there.
Truth ofPrometheus(const std::string& text, const Truth& known);

}  // namespace sluice::test
