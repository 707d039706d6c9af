#include "admin/snapshot_csv.h"

#include <QByteArrayList>
#include <QLocale>
#include <cmath>

#include "base/csv_text.h"

namespace sluice::admin {

namespace {

using metrics::Percentiles;
using metrics::Snapshot;
using metrics::Traffic;

constexpr const char* kHeader =
    "scope,name,requests,in_flight,failures,received_bytes,sent_bytes,"
    "client_gone,1xx,2xx,3xx,4xx,5xx,"
    "requests_per_second_1s,requests_per_second_10s,requests_per_second_1m,requests_per_second_5m,"
    "error_rate,p50_ms,p90_ms,p95_ms,p99_ms,p999_ms,mean_ms,max_ms,first_byte_p50_ms,"
    "first_byte_p99_ms,parse_ms,route_ms,cache_ms,wait_ms,connect_ms,first_byte_ms,body_ms,"
    "write_ms,"
    "weight,configured_weight,expected_share,measured_share,effective_weight,state,duty,"
    "average_latency_ms,success_rate,peak_latency_ms,score\r\n";

QByteArray cell(double value) {
    return QByteArray::number(std::isfinite(value) ? value : 0, 'g',
                              QLocale::FloatingPointShortest);
}

QByteArray cell(const std::string& name) {
    QByteArray text = QByteArray::fromStdString(csvText(name));
    if (name.find_first_of(",\"\r\n") == std::string::npos) return text;
    return '"' + text.replace('"', "\"\"") + '"';
}

QByteArrayList cellsOf(const Traffic& traffic) {
    QByteArrayList cells{
        QByteArray::number(quint64{traffic.requests}), QByteArray::number(qint64{traffic.inFlight}),
        QByteArray::number(quint64{traffic.failures}), QByteArray::number(quint64{traffic.bytesIn}),
        QByteArray::number(quint64{traffic.bytesOut})};
    for (const uint64_t n : traffic.byStatusClass)
        cells << QByteArray::number(quint64{n});
    const metrics::Rates& rates = traffic.rates;
    const Percentiles& latency = traffic.latency;
    for (const double value :
         {rates.per_1s, rates.per_10s, rates.per_1m, rates.per_5m, traffic.errorRate,
          latency.p50_ms, latency.p90_ms, latency.p95_ms, latency.p99_ms, latency.p999_ms,
          latency.mean_ms, latency.max_ms, traffic.firstByte.p50_ms, traffic.firstByte.p99_ms}) {
        cells << cell(value);
    }
    for (const double value : traffic.phase_ms)
        cells << cell(value);
    return cells;
}

/// What only a server has.
QByteArrayList balancingCells(const metrics::ServerSnapshot& server) {
    return {cell(server.weight),         cell(server.configuredWeight),  cell(server.expectedShare),
            cell(server.measuredShare),  cell(server.effectiveWeight),   cell(server.state),
            cell(server.duty),           cell(server.averageLatency_ms), cell(server.successRate),
            cell(server.peakLatency_ms), cell(server.score.total)};
}

QByteArray row(const char* scope, const std::string& name, const Traffic& traffic,
               const QByteArrayList& balancing = QByteArrayList(11)) {
    const QByteArrayList cells = QByteArrayList{scope, cell(name)} + cellsOf(traffic) + balancing;
    return cells.join(',') + "\r\n";
}

/// Those that are no route's: with the routes they sum to the total.
QByteArray badRequestsRow(uint64_t badRequests) {
    if (badRequests == 0) return {};
    Traffic bad;
    bad.requests = badRequests;
    return row("bad_requests", "", bad);
}

/// The batches, in the columns of traffic: refused ones are failures, the mean is of whole batches.
QByteArray batchRows(const metrics::BatchTraffic& batch) {
    if (!batch.any()) return {};
    Traffic batches;
    batches.requests = batch.batches;
    batches.failures = batch.refused;
    batches.latency.mean_ms = batch.meanTime_ms();
    Traffic items;
    items.requests = batch.items;
    items.failures = batch.itemsFailed;
    return row("batches", "", batches) + row("batch_items", "", items);
}

}  // namespace

QByteArray toCsv(const metrics::Record& record) {
    QByteArray table(kHeader);
    table += row("total", "", metrics::trafficOf(record.total, record.elapsed_s));
    for (const auto& [name, reading] : record.routes)
        table += row("route", name, metrics::trafficOf(reading, record.elapsed_s));
    for (const auto& [name, reading] : record.servers)
        table += row("server", name, metrics::trafficOf(reading, record.elapsed_s));
    return table + badRequestsRow(record.badRequests) + batchRows(record.batch);
}

QByteArray toCsv(const Snapshot& snapshot) {
    QByteArray table(kHeader);
    table += row("total", "", snapshot.total);
    for (const auto& route : snapshot.routes)
        table += row("route", route.name, route.traffic);
    for (const auto& pool : snapshot.pools) {
        for (const auto& server : pool.servers) {
            const std::string name = pool.name + '/' + server.name;
            table += row("server", name, server.traffic, balancingCells(server));
        }
    }
    return table + badRequestsRow(snapshot.badRequests) + batchRows(snapshot.batch);
}

}  // namespace sluice::admin
