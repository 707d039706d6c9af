#include "admin/prometheus.h"

#include <functional>

#include "admin/prometheus_text.h"

namespace sluice::admin {

namespace {

using metrics::HistogramCounts;
using metrics::Reading;
using Labels = PrometheusText::Labels;
using Readings = std::map<std::string, Reading>;

Labels serverLabels(const std::string& name) {
    const size_t slash = std::min(name.find('/'), name.size());
    return label("pool", name.substr(0, slash)) + "," +
           label("server", slash < name.size() ? name.substr(slash + 1) : std::string());
}

using Each = std::function<void(const Labels&, const Reading&)>;

void forRoutes(const Readings& routes, const Each& write) {
    for (const auto& [name, reading] : routes)
        write(label("route", name), reading);
}

void forServers(const Readings& servers, const Each& write) {
    for (const auto& [name, reading] : servers)
        write(serverLabels(name), reading);
}

Each statusOf(PrometheusText& text) {
    return [&text](const Labels& labels, const Reading& reading) {
        constexpr std::array<std::string_view, 6> names{"client_gone", "1xx", "2xx",
                                                        "3xx",         "4xx", "5xx"};
        for (size_t i = 0; i < names.size(); ++i) {
            text.sample(labels + "," + label("status", names[i]),
                        static_cast<double>(reading.byStatusClass[i]));
        }
    };
}

Each countOf(PrometheusText& text, uint64_t Reading::*field) {
    return [&text, field](const Labels& labels, const Reading& reading) {
        text.sample(labels, static_cast<double>(reading.*field));
    };
}

Each histogramOf(PrometheusText& text, HistogramCounts Reading::*field) {
    return [&text, field](const Labels& labels, const Reading& reading) {
        text.histogram(labels, reading.*field);
    };
}

void writeRoutes(PrometheusText& text, const Readings& routes) {
    text.family("sluice_requests_total", "counter",
                "Requests that were answered, by status class.");
    forRoutes(routes, statusOf(text));
    text.family("sluice_request_failures_total", "counter",
                "Requests that no server gave a usable answer to.");
    forRoutes(routes, countOf(text, &Reading::failures));
    text.family("sluice_request_received_bytes_total", "counter", "Bodies of requests.");
    forRoutes(routes, countOf(text, &Reading::bytesIn));
    text.family("sluice_request_sent_bytes_total", "counter", "Bodies of answers.");
    forRoutes(routes, countOf(text, &Reading::bytesOut));
    text.family("sluice_requests_in_flight", "gauge", "Requests that are being answered.");
    forRoutes(routes, [&](const Labels& labels, const Reading& reading) {
        text.sample(labels, static_cast<double>(reading.inFlight));
    });
    text.family("sluice_request_phase_seconds_total", "counter",
                "Where the time of requests went; the phases sum to their duration.");
    forRoutes(routes, [&](const Labels& labels, const Reading& reading) {
        for (size_t i = 0; i < metrics::phases; ++i) {
            text.sample(labels + "," + label("phase", metrics::phaseNames[i]),
                        static_cast<double>(reading.phase_ns[i]) / 1e9);
        }
    });
    text.family("sluice_cache_requests_total", "counter",
                "Requests of routes that the cache serves, by how it took part.");
    forRoutes(routes, [&](const Labels& labels, const Reading& reading) {
        for (size_t i = 0; i < metrics::cacheOutcomes; ++i) {
            text.sample(labels + "," + label("outcome", metrics::cacheOutcomeNames[i]),
                        static_cast<double>(reading.cache.byOutcome[i]));
        }
    });
    text.family("sluice_request_duration_seconds", "histogram",
                "From the first byte of a request to the last byte of its answer.");
    forRoutes(routes, histogramOf(text, &Reading::latency));
    text.family("sluice_request_first_byte_seconds", "histogram",
                "From the first byte of a request to the head of its answer.");
    forRoutes(routes, histogramOf(text, &Reading::firstByte));
}

void writeServers(PrometheusText& text, const Readings& servers) {
    text.family("sluice_server_requests_total", "counter",
                "Tries on a server, by the status class of its answer.");
    forServers(servers, statusOf(text));
    text.family("sluice_server_failures_total", "counter", "Tries without a usable answer.");
    forServers(servers, countOf(text, &Reading::failures));
    text.family("sluice_server_duration_seconds", "histogram",
                "From the choice of the server to the last byte of its answer.");
    forServers(servers, histogramOf(text, &Reading::latency));
    text.family("sluice_server_first_byte_seconds", "histogram",
                "From the choice of the server to the head of its answer.");
    forServers(servers, histogramOf(text, &Reading::firstByte));
}

void writeProcess(PrometheusText& text, const metrics::Record& record) {
    text.single("sluice_build_info", "gauge", "Always 1; which Sluice this is.", 1,
                label("version", record.environment.sluiceVersion) + "," +
                    label("configuration", record.configurationHash));
    text.single("sluice_uptime_seconds", "gauge", "Since the gateway began to measure.",
                record.elapsed_s);
    text.single("sluice_connections_open", "gauge", "Clients that are connected.",
                static_cast<double>(record.connectionsOpen));
    text.single("sluice_bad_requests_total", "counter",
                "Requests refused before a route was known.",
                static_cast<double>(record.badRequests));
    text.single("sluice_cpu_seconds_total", "counter", "User and system time of the process.",
                record.cpu_s);
    text.single("sluice_resident_memory_bytes", "gauge", "Memory that the process has in use.",
                static_cast<double>(record.residentBytes));
}

void writeBatches(PrometheusText& text, const metrics::BatchTraffic& batch) {
    text.single("sluice_batches_total", "counter", "Batches whose items were run.",
                static_cast<double>(batch.batches));
    text.single("sluice_batches_refused_total", "counter",
                "Batches that could not be read, or were too many at once.",
                static_cast<double>(batch.refused));
    text.single("sluice_batch_items_total", "counter", "Items of batches that ended.",
                static_cast<double>(batch.items));
    text.single("sluice_batch_items_failed_total", "counter",
                "Items that were bad, or got no answer in time, not a whole one, or a 5xx.",
                static_cast<double>(batch.itemsFailed));
    text.single("sluice_batch_seconds_total", "counter", "Time that batches took.",
                static_cast<double>(batch.time_ns) / 1e9);
}

void write(PrometheusText& text, const metrics::Record& record) {
    writeProcess(text, record);
    writeBatches(text, record.batch);
    writeRoutes(text, record.routes);
    writeServers(text, record.servers);
}

}  // namespace

std::string toPrometheus(const metrics::Record& record) {
    PrometheusText text;
    write(text, record);
    return text.done();
}

std::string toPrometheus(const metrics::Snapshot& snapshot) {
    PrometheusText text;
    write(text, snapshot.record ? *snapshot.record : metrics::Record());
    writePools(text, snapshot);
    writeCache(text, snapshot.cache);
    return text.done();
}

}  // namespace sluice::admin
