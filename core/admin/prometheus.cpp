#include "admin/prometheus.h"

#include <array>
#include <charconv>
#include <functional>

namespace sluice::admin {

namespace {

using metrics::HistogramCounts;
using metrics::Reading;
using Labels = std::string;  // as written, without braces
using Readings = std::map<std::string, Reading>;

constexpr std::array<double, 17> bounds_s{0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005,
                                          0.01,   0.025,   0.05,   0.1,   0.25,   0.5,
                                          1,      2.5,     5,      10,    30};

std::string number(double value) {
    std::array<char, 64> digits{};
    const auto end =
        std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed)
            .ptr;
    return {digits.data(), end};
}

Labels label(std::string_view name, std::string_view value) {
    Labels text(name);
    text += "=\"";
    for (const char c : value) {
        if (c == '\\' || c == '"') text += '\\';
        if (c == '\n') {
            text += "\\n";
        } else {
            text += c;
        }
    }
    return text + '"';
}

Labels serverLabels(const std::string& name) {
    const size_t slash = std::min(name.find('/'), name.size());
    return label("pool", name.substr(0, slash)) + "," +
           label("server", slash < name.size() ? name.substr(slash + 1) : std::string());
}

/// Families of one kind after the other, as the format wants them.
class Text {
public:
    void family(std::string_view name, std::string_view type, std::string_view help) {
        m_name = name;
        m_text.append("# HELP ").append(name).append(" ").append(help).append("\n# TYPE ");
        m_text.append(name).append(" ").append(type).append("\n");
    }
    void sample(const Labels& labels, double value, std::string_view suffix = {}) {
        m_text.append(m_name).append(suffix);
        if (!labels.empty()) m_text.append("{").append(labels).append("}");
        m_text.append(" ").append(number(value)).append("\n");
    }
    void histogram(const Labels& labels, const HistogramCounts& counts) {
        size_t bucket = 0;
        uint64_t below = 0;
        for (const double bound_s : bounds_s) {
            const auto bound_ns = static_cast<uint64_t>(bound_s * 1e9);
            for (; bucket < metrics::Buckets::indexOf(bound_ns); ++bucket)
                below += counts.at(bucket);
            sample(labels + "," + label("le", number(bound_s)), static_cast<double>(below),
                   "_bucket");
        }
        const auto total = static_cast<double>(counts.total());
        sample(labels + "," + label("le", "+Inf"), total, "_bucket");
        sample(labels, static_cast<double>(counts.sum()) / 1e9, "_sum");
        sample(labels, total, "_count");
    }
    std::string done() { return std::move(m_text); }

private:
    std::string m_text;
    std::string m_name;
};

using Each = std::function<void(const Labels&, const Reading&)>;

void forRoutes(const Readings& routes, const Each& write) {
    for (const auto& [name, reading] : routes)
        write(label("route", name), reading);
}

void forServers(const Readings& servers, const Each& write) {
    for (const auto& [name, reading] : servers)
        write(serverLabels(name), reading);
}

Each statusOf(Text& text) {
    return [&text](const Labels& labels, const Reading& reading) {
        constexpr std::array<std::string_view, 6> names{"client_gone", "1xx", "2xx",
                                                        "3xx",         "4xx", "5xx"};
        for (size_t i = 0; i < names.size(); ++i) {
            text.sample(labels + "," + label("status", names[i]),
                        static_cast<double>(reading.byStatusClass[i]));
        }
    };
}

Each countOf(Text& text, uint64_t Reading::*field) {
    return [&text, field](const Labels& labels, const Reading& reading) {
        text.sample(labels, static_cast<double>(reading.*field));
    };
}

Each histogramOf(Text& text, HistogramCounts Reading::*field) {
    return [&text, field](const Labels& labels, const Reading& reading) {
        text.histogram(labels, reading.*field);
    };
}

void writeRoutes(Text& text, const Readings& routes) {
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

void writeServers(Text& text, const Readings& servers) {
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

void writeProcess(Text& text, const metrics::Record& record) {
    const auto one = [&](std::string_view name, std::string_view type, std::string_view help,
                         double value, const Labels& labels = {}) {
        text.family(name, type, help);
        text.sample(labels, value);
    };
    one("sluice_build_info", "gauge", "Always 1; which Sluice this is.", 1,
        label("version", record.environment.sluiceVersion) + "," +
            label("configuration", record.configurationHash));
    one("sluice_uptime_seconds", "gauge", "Since the gateway began to measure.", record.elapsed_s);
    one("sluice_connections_open", "gauge", "Clients that are connected.",
        static_cast<double>(record.connectionsOpen));
    one("sluice_bad_requests_total", "counter", "Requests refused before a route was known.",
        static_cast<double>(record.badRequests));
    one("sluice_cpu_seconds_total", "counter", "User and system time of the process.",
        record.cpu_s);
    one("sluice_resident_memory_bytes", "gauge", "Memory that the process has in use.",
        static_cast<double>(record.residentBytes));
}

}  // namespace

std::string toPrometheus(const metrics::Record& record) {
    Text text;
    writeProcess(text, record);
    writeRoutes(text, record.routes);
    writeServers(text, record.servers);
    return text.done();
}

}  // namespace sluice::admin
