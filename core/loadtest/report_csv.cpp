#include "loadtest/report_csv.h"

#include <cstdio>

#include "base/csv_text.h"

namespace sluice::loadtest {

namespace {

constexpr auto kNames =
    "scenario,target,total_requests,successful_requests,failed_requests,success_rate,"
    "requests_per_second,wall_time_s,avg_response_time_ms,min_response_time_ms,"
    "max_response_time_ms,median_response_time_ms,p90_ms,p95_ms,p99_ms,p999_ms,"
    "uncorrected_p99_ms,unsent_requests,generator_limited,error_breakdown\r\n";

std::string quoted(const std::string& text) {
    std::string out = "\"";
    for (const char c : csvText(text))
        out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + '"';
}

std::string number(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.6g", value);
    return text;
}

std::string errorsText(const Counts& counts) {
    std::string text;
    for (const auto& [kind, n] : counts.errors)
        text += (text.empty() ? "" : "; ") + kind + ": " + std::to_string(n);
    return text;
}

std::string lineOf(const Report& report) {
    const Counts& counts = report.counts();
    const Latency latency = report.latency();
    std::string line = quoted(report.scenario().name);
    line += ',' + quoted(report.scenario().target.toString());
    for (const uint64_t n : {counts.total(), counts.successful, counts.failed})
        line += ',' + std::to_string(n);
    for (const double value :
         {report.successRate(), report.requestsPerSecond(), report.wall_s(), latency.avg_ms,
          latency.min_ms, latency.max_ms, latency.median_ms, latency.p90_ms, latency.p95_ms,
          latency.p99_ms, latency.p999_ms, report.uncorrected().p99_ms}) {
        line += ',' + number(value);
    }
    line += ',' + std::to_string(counts.unsent);
    line += report.generatorLimited() ? ",true," : ",false,";
    return line + quoted(errorsText(counts)) + "\r\n";
}

}  // namespace

std::string reportCsv(const std::vector<Report>& reports) {
    std::string text = kNames;
    for (const Report& report : reports)
        text += lineOf(report);
    return text;
}

}  // namespace sluice::loadtest
