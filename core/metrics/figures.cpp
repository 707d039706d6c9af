#include "metrics/figures.h"

namespace sluice::metrics {

std::vector<Figure> figuresOf(const Reading& reading, double elapsed_s) {
    const Traffic traffic = trafficOf(reading, elapsed_s);
    const Percentiles& latency = traffic.latency;
    std::vector<Figure> figures{{"requests", "", static_cast<double>(traffic.requests)},
                                {"rps", "/s", traffic.rates.per_10s},
                                {"error_rate", "", traffic.errorRate},
                                {"cache_hit_rate", "", traffic.cacheHitRate},
                                {"mean", "ms", latency.mean_ms},
                                {"p50", "ms", latency.p50_ms},
                                {"p90", "ms", latency.p90_ms},
                                {"p95", "ms", latency.p95_ms},
                                {"p99", "ms", latency.p99_ms},
                                {"p999", "ms", latency.p999_ms},
                                {"max", "ms", latency.max_ms},
                                {"first_byte_p50", "ms", traffic.firstByte.p50_ms},
                                {"first_byte_p99", "ms", traffic.firstByte.p99_ms},
                                {"sent", "B", static_cast<double>(traffic.bytesOut)},
                                {"received", "B", static_cast<double>(traffic.bytesIn)}};
    for (size_t i = 0; i < phases; ++i)
        figures.push_back({std::string(phaseNames[i]), "ms", traffic.phase_ms[i]});
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
