#include "admin/record_json.h"

#include <QJsonArray>

#include "admin/json_value.h"
#include "admin/traffic_json.h"

using namespace Qt::StringLiterals;

namespace sluice::admin {

namespace {

using metrics::HistogramCounts;
using metrics::Reading;

QJsonObject histogramJson(const HistogramCounts& counts) {
    QJsonArray buckets;
    for (size_t i = 0; i < metrics::Buckets::count; ++i) {
        if (counts.at(i) == 0) continue;
        buckets.append(QJsonArray{static_cast<qint64>(i), count(counts.at(i))});
    }
    return {{u"sum_ns"_s, count(counts.sum())}, {u"buckets"_s, buckets}};
}

QJsonObject seriesJson(const Reading& reading) {
    QJsonObject phases;
    for (size_t i = 0; i < metrics::phases; ++i)
        phases[latin1(metrics::phaseNames[i])] = count(reading.phase_ns[i]);
    QJsonObject cache;
    for (size_t i = 0; i < metrics::cacheOutcomes; ++i)
        cache[latin1(metrics::cacheOutcomeNames[i])] = count(reading.cache.byOutcome[i]);
    return {{u"status"_s, statusJson(reading.byStatusClass)},
            {u"failures"_s, count(reading.failures)},
            {u"received_bytes"_s, count(reading.bytesIn)},
            {u"sent_bytes"_s, count(reading.bytesOut)},
            {u"in_flight"_s, static_cast<qint64>(reading.inFlight)},
            {u"cache"_s, cache},
            {u"phases_ns"_s, phases},
            {u"latency"_s, histogramJson(reading.latency)},
            {u"first_byte"_s, histogramJson(reading.firstByte)}};
}

QJsonObject allJson(const std::map<std::string, Reading>& series) {
    QJsonObject json;
    for (const auto& [name, reading] : series)
        json[QString::fromStdString(name)] = seriesJson(reading);
    return json;
}

}  // namespace

QJsonObject recordJson(const metrics::Record& record) {
    QJsonObject configuration;
    for (const auto& [key, value] : record.configuration)
        configuration[QString::fromStdString(key)] = text(value);
    const metrics::Environment& environment = record.environment;
    return {{u"from_ms"_s, static_cast<qint64>(record.from_ms)},
            {u"to_ms"_s, static_cast<qint64>(record.to_ms)},
            {u"elapsed_s"_s, finite(record.elapsed_s)},
            {u"cpu_s"_s, finite(record.cpu_s)},
            {u"resident_bytes"_s, count(record.residentBytes)},
            {u"connections_open"_s, static_cast<qint64>(record.connectionsOpen)},
            {u"bad_requests"_s, count(record.badRequests)},
            {u"batch"_s, batchJson(record.batch)},
            {u"configuration_hash"_s, text(record.configurationHash)},
            {u"configuration"_s, configuration},
            {u"environment"_s, QJsonObject{{u"system"_s, text(environment.system)},
                                           {u"processors"_s, environment.processors},
                                           {u"workers"_s, environment.workers},
                                           {u"sluice_version"_s, text(environment.sluiceVersion)}}},
            {u"total"_s, seriesJson(record.total)},
            {u"routes"_s, allJson(record.routes)},
            {u"servers"_s, allJson(record.servers)}};
}

}  // namespace sluice::admin
