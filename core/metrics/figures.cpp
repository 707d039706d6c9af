#include "metrics/figures.h"

namespace sluice::metrics {

std::vector<Figure> figuresOf(const Reading& reading, double elapsed_s) {
    const Traffic traffic = trafficOf(reading, elapsed_s);
    const Percentiles& latency = traffic.latency;
    const Percentiles& firstByte = traffic.firstByte;
    const bool any = traffic.requests > 0;
    const bool timed = reading.latency.total() > 0;
    const bool answered = reading.firstByte.total() > 0;
    std::vector<Figure> figures{
        {"requests", "", static_cast<double>(traffic.requests), any},
        {"requests_per_second", "/s", traffic.rates.per_10s, any},
        {"error_rate", "", traffic.errorRate, any},
        {"cache_hit_rate", "", traffic.cacheHitRate, reading.cache.lookups() > 0},
        {"mean", "ms", latency.mean_ms, timed},
        {"p50", "ms", latency.p50_ms, timed},
        {"p90", "ms", latency.p90_ms, timed},
        {"p95", "ms", latency.p95_ms, timed},
        {"p99", "ms", latency.p99_ms, timed},
        {"p999", "ms", latency.p999_ms, timed},
        {"max", "ms", latency.max_ms, timed},
        {"first_byte_p50", "ms", firstByte.p50_ms, answered},
        {"first_byte_p99", "ms", firstByte.p99_ms, answered},
        {"sent_bytes", "B", static_cast<double>(traffic.bytesOut), any},
        {"received_bytes", "B", static_cast<double>(traffic.bytesIn), any}};
    for (size_t i = 0; i < phases; ++i)
        figures.push_back({std::string(phaseNames[i]), "ms", traffic.phase_ms[i], timed});
    return figures;
}

const Reading* findReading(const Record& record, const std::string& name) {
    if (name.empty()) return &record.total;
    if (const auto route = record.routes.find(name); route != record.routes.end()) {
        return &route->second;
    }
    const auto server = record.servers.find(name);
    return server == record.servers.end() ? nullptr : &server->second;
}

}  // namespace sluice::metrics
