#pragma once

#include <QByteArray>

#include "metrics/snapshot.h"

namespace sluice::admin {

/// A snapshot as a JSON object, UTF-8, for the admin API and for exported files. Its schema has the
/// number "version" (metrics::Snapshot::version), which rises when a key changes or goes, not when
/// one is added. Times are in milliseconds where a key says _ms and in seconds where it says _s or
/// _seconds, shares run from 0 to 1, every number is finite. Keys:
///
/// - The summary. Of the last 10 s: requests_per_second, avg_response_time_ms, error_rate (5xx),
///   cache_hit_rate (of the requests that a cache could have answered), response_time_percentiles
///   {p50 p90 p95 p99 p999, ms}. Of the last second: cpu_usage_percent (of one core). Of this
///   moment: uptime_seconds, active_connections, memory_usage_mb (10^6 bytes). Since the start:
///   total_requests. rates {1s 10s 1m 5m} are requests per second. endpoint_breakdown {ROUTE:
///   {request_count avg_response_time_ms error_rate}}.
/// - About the gateway: time_ms (Unix time), sluice_version, listen_url, admin_url, workers,
///   configuration {file error unsaved_changes file_conflict}, process {cpu_percent resident_bytes
///   uptime_s}, connections {open max accepted refused}, tunnels {open total}, bad_requests,
///   memory_pools, batch {batches refused items items_failed time_ns} since the start.
/// - cache {capacity_bytes used_bytes entries insertions evictions redis {url state hits misses
/// errors
///   timeouts unavailable stored}}, of the memory; left out without a cache, and redis without
///   Redis.
/// - last_second {ok_per_second error_per_second cache_hit_per_second latency_bands [{below_ms
///   requests}]}; below_ms is null for the last band, which has no limit.
/// - The requests of endpoint_breakdown and bad_requests sum to total_requests. Routes that are no
///   more, or beyond metrics::Registry::maxRoutes, are one: "other". An item of a batch is a
///   request; the batch itself is counted in batch alone.
/// - total TRAFFIC; routes [{name pool match last_hit_ago_s traffic}]; pools as poolJson();
///   events [{time_ms kind subject text}]. last_hit_ago_s is null for never.
/// - TRAFFIC: {requests in_flight failures received_bytes sent_bytes status {1xx 2xx 3xx 4xx 5xx
///   client_gone} rates error_rate cache latency latency_last_second first_byte phases}, where
///   cache is {hit_rate} and the counts of metrics::CacheOutcome, and a latency is {p50_ms p90_ms
///   p95_ms p99_ms p999_ms mean_ms max_ms}; first_byte is one too, until the answer's head was
///   there. phases is where the time of a request went, on average in the last 10 s: {parse_ms
///   route_ms cache_ms wait_ms connect_ms first_byte_ms body_ms write_ms}; they sum to latency's
///   mean.
/// - record, as recordJson(); null if there is none.
/// resources/snapshot.schema.json says all that as a JSON Schema.
QByteArray toJson(const metrics::Snapshot& snapshot);

/// Which gateway it is: its time_ms, sluice_version, listen_url, admin_url, workers, configuration.
QByteArray gatewayToJson(const metrics::Snapshot& snapshot);

/// Its events alone, as an array, newest last.
QByteArray eventsToJson(const metrics::Snapshot& snapshot);

}  // namespace sluice::admin
