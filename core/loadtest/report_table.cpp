#include "loadtest/report_table.h"

#include <cmath>
#include <cstdio>

#include "base/duration.h"

namespace sluice::loadtest {

namespace {

constexpr size_t kLabelWidth = 22;

std::string line(const std::string& label, const std::string& value) {
    const size_t padding = label.size() < kLabelWidth ? kLabelWidth - label.size() : 1;
    return "  " + label + std::string(padding, ' ') + value + '\n';
}

std::string fixed(double value, int decimals) {
    char text[64];
    std::snprintf(text, sizeof text, "%.*f", decimals, value);
    return text;
}

std::string milliseconds(double value_ms) {
    return fixed(value_ms, value_ms < 10 ? 3 : value_ms < 100 ? 2 : 1) + " ms";
}

std::string percentiles(const Latency& latency) {
    return line("median", milliseconds(latency.median_ms)) +
           line("p90", milliseconds(latency.p90_ms)) + line("p95", milliseconds(latency.p95_ms)) +
           line("p99", milliseconds(latency.p99_ms)) + line("p999", milliseconds(latency.p999_ms));
}

std::string latencyText(const Report& report) {
    const Latency latency = report.latency();
    std::string text = line("avg response time", milliseconds(latency.avg_ms)) +
                       line("min", milliseconds(latency.min_ms)) +
                       line("max", milliseconds(latency.max_ms)) + percentiles(latency);
    if (!report.scenario().isOpen()) return text;
    const Latency uncorrected = report.uncorrected();
    return text + line("p99 uncorrected", milliseconds(uncorrected.p99_ms) +
                                              ", from when it was sent; max " +
                                              milliseconds(uncorrected.max_ms));
}

std::string countsText(const Report& report) {
    const Counts& counts = report.counts();
    std::string text = line("total requests", std::to_string(counts.total())) +
                       line("successful", std::to_string(counts.successful)) +
                       line("failed", std::to_string(counts.failed)) +
                       line("success rate", fixed(100 * report.successRate(), 2) + " %") +
                       line("requests per second", fixed(report.requestsPerSecond(), 1) + " over " +
                                                       fixed(report.wall_s(), 2) + " s");
    return text;
}

std::string remarks(const Report& report) {
    std::string text;
    for (const auto& [kind, n] : report.counts().errors)
        text += line(kind, std::to_string(n));
    for (const std::string& note : report.notes())
        text += "  Note: " + note + ".\n";
    for (const std::string& limit : report.limits())
        text += "  The generator was the limit: " + limit + ".\n";
    return text;
}

}  // namespace

std::string reportTable(const Report& report) {
    const Scenario& scenario = report.scenario();
    return scenario.name + "  " + scenario.target.toString() + "  " + describe(scenario) + '\n' +
           countsText(report) + latencyText(report) + remarks(report);
}

}  // namespace sluice::loadtest
