#include "loadtest/report_json.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace sluice::loadtest {

namespace {

constexpr int kVersion = 1;

QJsonValue count(uint64_t value) {
    return static_cast<qint64>(value);
}

QString text(const std::string& utf8) {
    return QString::fromStdString(utf8);
}

double seconds(Duration duration) {
    return std::chrono::duration<double>(duration).count();
}

QJsonArray sentences(const std::vector<std::string>& texts) {
    QJsonArray array;
    for (const std::string& sentence : texts)
        array.append(text(sentence));
    return array;
}

QJsonObject errorsJson(const Counts& counts) {
    QJsonObject json;
    for (const auto& [kind, n] : counts.errors)
        json.insert(text(kind), count(n));
    return json;
}

void addLatency(QJsonObject& json, const Latency& latency) {
    json.insert(u"avg_response_time_ms"_s, latency.avg_ms);
    json.insert(u"min_response_time_ms"_s, latency.min_ms);
    json.insert(u"max_response_time_ms"_s, latency.max_ms);
    json.insert(u"median_response_time_ms"_s, latency.median_ms);
    json.insert(u"percentiles_ms"_s, QJsonObject{{u"p90"_s, latency.p90_ms},
                                                 {u"p95"_s, latency.p95_ms},
                                                 {u"p99"_s, latency.p99_ms},
                                                 {u"p999"_s, latency.p999_ms}});
}

QJsonArray histogramJson(const metrics::HistogramCounts& counts) {
    QJsonArray array;
    for (size_t bucket = 0; bucket < metrics::Buckets::count; ++bucket) {
        if (counts.at(bucket) == 0) continue;
        array.append(QJsonArray{count(metrics::Buckets::lowest(bucket)), count(counts.at(bucket))});
    }
    return array;
}

QJsonObject settingsJson(const Scenario& scenario) {
    QJsonArray stages;
    for (const Stage& stage : scenario.stages) {
        stages.append(QJsonObject{{u"duration_s"_s, seconds(stage.duration)},
                                  {u"from"_s, stage.from_per_s},
                                  {u"rate"_s, stage.to_per_s}});
    }
    return {{u"loop"_s, scenario.isOpen() ? u"open"_s : u"closed"_s},
            {u"in_flight"_s, count(scenario.inFlight)},
            {u"count"_s, count(scenario.count)},
            {u"duration_s"_s, seconds(scenario.duration)},
            {u"stages"_s, stages},
            {u"warm_up_s"_s, seconds(scenario.warmUp)},
            {u"timeout_s"_s, seconds(scenario.timeout)},
            {u"keep_alive"_s, scenario.keepAlive},
            {u"threads"_s, scenario.threads}};
}

QJsonObject generatorJson(const Report& report) {
    return {{u"cpu_percent"_s, report.generatorCpu_percent()},
            {u"wait_percent"_s, report.generatorWait_percent()},
            {u"lateness_p99_ms"_s, report.latenessP99_ms()},
            {u"limited"_s, report.generatorLimited()},
            {u"limits"_s, sentences(report.limits())}};
}

}  // namespace

QJsonObject reportJson(const Report& report) {
    const Counts& counts = report.counts();
    QJsonObject json{{u"scenario"_s, text(report.scenario().name)},
                     {u"target"_s, text(report.scenario().target.toString())},
                     {u"settings"_s, settingsJson(report.scenario())},
                     {u"total_requests"_s, count(counts.total())},
                     {u"successful_requests"_s, count(counts.successful)},
                     {u"failed_requests"_s, count(counts.failed)},
                     {u"success_rate"_s, report.successRate()},
                     {u"requests_per_second"_s, report.requestsPerSecond()},
                     {u"wall_time_s"_s, report.wall_s()},
                     {u"received_bytes"_s, count(counts.bytes)},
                     {u"queued_requests"_s, count(counts.queued)},
                     {u"unsent_requests"_s, count(counts.unsent)},
                     {u"error_breakdown"_s, errorsJson(counts)},
                     {u"broken_off"_s, report.facts().brokenOff},
                     {u"notes"_s, sentences(report.notes())},
                     {u"generator"_s, generatorJson(report)},
                     {u"histogram"_s, histogramJson(counts.latency)}};
    addLatency(json, report.latency());
    if (!report.scenario().isOpen()) return json;
    QJsonObject uncorrected;
    addLatency(uncorrected, report.uncorrected());
    json.insert(u"uncorrected"_s, uncorrected);
    json.insert(u"uncorrected_histogram"_s, histogramJson(counts.service));
    return json;
}

QJsonObject documentJson(const std::vector<Report>& reports) {
    QJsonArray array;
    for (const Report& report : reports)
        array.append(reportJson(report));
    return {{u"format"_s, u"sluice-bench"_s},
            {u"version"_s, kVersion},
            {u"sluice"_s, QStringLiteral(SLUICE_VERSION)},
            {u"scenarios"_s, array}};
}

QJsonObject planJson(const Plan& plan) {
    QJsonArray array;
    for (const Scenario& scenario : plan.scenarios) {
        array.append(QJsonObject{{u"name"_s, text(scenario.name)},
                                 {u"target"_s, text(scenario.target.toString())},
                                 {u"load"_s, text(describe(scenario))}});
    }
    return {{u"scenarios"_s, array}};
}

QJsonObject progressJson(const Generator& generator, const Counts& last, Duration interval,
                         const Counts& all) {
    const double interval_s = seconds(interval);
    const Latency latency = Latency::of(last.latency);
    const double rate = interval_s > 0 ? static_cast<double>(last.total()) / interval_s : 0;
    return {{u"scenario"_s, text(generator.scenario().name)},
            {u"elapsed_s"_s, seconds(generator.elapsed())},
            {u"expected_s"_s, seconds(generator.expected())},
            {u"count"_s, count(generator.scenario().count)},
            {u"total_requests"_s, count(all.total())},
            {u"failed_requests"_s, count(all.failed)},
            {u"in_flight"_s, count(generator.inFlight())},
            {u"requests_per_second"_s, rate},
            {u"failed_per_second"_s,
             interval_s > 0 ? static_cast<double>(last.failed) / interval_s : 0},
            {u"median_ms"_s, latency.median_ms},
            {u"p99_ms"_s, latency.p99_ms}};
}

}  // namespace sluice::loadtest
