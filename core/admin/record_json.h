#pragma once

#include <QJsonObject>

#include "base/result.h"
#include "metrics/record.h"

namespace sluice::admin {

/// A record as the member "record" of a snapshot's JSON. Keys:
///
/// - from_ms, to_ms (Unix time), elapsed_s, cpu_s, resident_bytes, connections_open, bad_requests,
///   batch {batches refused items items_failed time_ns}, configuration_hash, configuration {KEY:
///   TEXT}, environment {system processors workers sluice_version}
/// - total SERIES; routes {NAME: SERIES}; servers {"POOL/SERVER": SERIES}
/// - SERIES: {status {…} failures received_bytes sent_bytes in_flight cache {…} phases_ns {…}
///   latency HISTOGRAM first_byte HISTOGRAM}
/// - HISTOGRAM: {sum_ns buckets [[INDEX COUNT]…]}, without the empty ones; metrics::Buckets says
///   which nanoseconds an index holds.
QJsonObject recordJson(const metrics::Record& record);

/// The record of a snapshot's JSON text. Fails with what is wrong and where.
Result<metrics::Record> readRecord(const QByteArray& snapshotJson);

/// A snapshot made of a record alone, for merged ones and for periods: version, time_ms,
/// sluice_version, the summary and total as in toJson(), all of them over the record's period.
QByteArray toJson(const metrics::Record& record);

}  // namespace sluice::admin
