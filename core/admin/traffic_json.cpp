#include "admin/traffic_json.h"

#include "admin/json_value.h"

using namespace Qt::StringLiterals;

namespace sluice::admin {

namespace {

QJsonObject phasesJson(const metrics::Traffic& traffic) {
    QJsonObject json;
    for (size_t i = 0; i < metrics::phases; ++i)
        json[latin1(metrics::phaseNames[i]) + u"_ms"_s] = finite(traffic.phase_ms[i]);
    return json;
}

QJsonObject cacheJson(const metrics::Traffic& traffic) {
    QJsonObject json{{u"hit_rate"_s, finite(traffic.cacheHitRate)}};
    for (size_t i = 0; i < metrics::cacheOutcomes; ++i) {
        json[latin1(metrics::cacheOutcomeNames[i])] = count(traffic.cache.byOutcome[i]);
    }
    return json;
}

}  // namespace

QJsonObject statusJson(const std::array<uint64_t, 6>& byClass) {
    return {{u"client_gone"_s, count(byClass[0])}, {u"1xx"_s, count(byClass[1])},
            {u"2xx"_s, count(byClass[2])},         {u"3xx"_s, count(byClass[3])},
            {u"4xx"_s, count(byClass[4])},         {u"5xx"_s, count(byClass[5])}};
}

QJsonObject latencyJson(const metrics::Percentiles& latency) {
    return {{u"p50_ms"_s, finite(latency.p50_ms)},   {u"p90_ms"_s, finite(latency.p90_ms)},
            {u"p95_ms"_s, finite(latency.p95_ms)},   {u"p99_ms"_s, finite(latency.p99_ms)},
            {u"p999_ms"_s, finite(latency.p999_ms)}, {u"mean_ms"_s, finite(latency.mean_ms)},
            {u"max_ms"_s, finite(latency.max_ms)}};
}

QJsonObject batchJson(const metrics::BatchTraffic& batch) {
    return {{u"batches"_s, count(batch.batches)},
            {u"refused"_s, count(batch.refused)},
            {u"items"_s, count(batch.items)},
            {u"items_failed"_s, count(batch.itemsFailed)},
            {u"time_ns"_s, count(batch.time_ns)}};
}

QJsonObject ratesJson(const metrics::Rates& rates) {
    return {{u"1s"_s, finite(rates.per_1s)},
            {u"10s"_s, finite(rates.per_10s)},
            {u"1m"_s, finite(rates.per_1m)},
            {u"5m"_s, finite(rates.per_5m)}};
}

QJsonObject trafficJson(const metrics::Traffic& traffic) {
    return {{u"requests"_s, count(traffic.requests)},
            {u"in_flight"_s, static_cast<qint64>(traffic.inFlight)},
            {u"failures"_s, count(traffic.failures)},
            {u"received_bytes"_s, count(traffic.bytesIn)},
            {u"sent_bytes"_s, count(traffic.bytesOut)},
            {u"status"_s, statusJson(traffic.byStatusClass)},
            {u"rates"_s, ratesJson(traffic.rates)},
            {u"cache"_s, cacheJson(traffic)},
            {u"error_rate"_s, finite(traffic.errorRate)},
            {u"latency"_s, latencyJson(traffic.latency)},
            {u"latency_last_second"_s, latencyJson(traffic.lastSecond)},
            {u"first_byte"_s, latencyJson(traffic.firstByte)},
            {u"phases"_s, phasesJson(traffic)}};
}

}  // namespace sluice::admin
