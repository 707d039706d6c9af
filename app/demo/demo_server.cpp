#include "demo/demo_server.h"

#include <algorithm>
#include <utility>

#include "event/pause.h"

namespace sluice::demo {

namespace {

/// Latencies are log-normal: most are near the median, a few take several times as long.
constexpr double spread = 0.35;
constexpr double longestRatio = 12;
constexpr double complexRatio = 3;

bool isBelow(std::string_view path, std::string_view prefix) {
    return path.substr(0, prefix.size()) == prefix &&
           (path.size() == prefix.size() || path[prefix.size()] == '/');
}

std::string ordersJson(const std::string& server, uint64_t number) {
    std::string json = "{\"served_by\":\"" + server + "\",\"orders\":[";
    for (uint64_t i = 0; i < 8; ++i) {
        const uint64_t id = number * 8 + i;
        json += (i == 0 ? "" : ",");
        json += "{\"id\":" + std::to_string(id) + ",\"quantity\":" + std::to_string(1 + id % 5) +
                ",\"state\":\"open\"}";
    }
    return json + "]}\n";
}

std::string dataJson(const std::string& server, uint64_t number) {
    return "{\"served_by\":\"" + server + "\",\"value\":" + std::to_string(number % 1000) +
           ",\"unit\":\"items\"}\n";
}

}  // namespace

DemoServer::DemoServer(Profile profile, unsigned seed)
    : m_profile(std::move(profile)), m_random(seed) {}

Duration DemoServer::drawLatency(std::string_view path) {
    if (path == "/healthz" || path == "/api/v1/health") return Duration::zero();
    std::lognormal_distribution<double> factor(0, spread);
    double latency_ms = m_profile.latency_ms * std::min(factor(m_random), longestRatio);
    if (isBelow(path, "/api/v1/complex")) latency_ms *= complexRatio;
    return std::chrono::duration_cast<Duration>(
        std::chrono::duration<double, std::milli>(latency_ms));
}

bool DemoServer::drawError() {
    return std::bernoulli_distribution(m_profile.errorShare)(m_random);
}

std::string DemoServer::answer(std::string_view path, http::ResponseHead& head) {
    ++m_served;
    head.status = 200;
    if (path == "/healthz" || path == "/api/v1/health") return "{\"status\":\"ok\"}\n";
    if (drawError()) {
        head.status = 503;
        return "{\"error\":\"" + m_profile.name + " is busy\"}\n";
    }
    const bool orders = isBelow(path, "/api/v1/orders") || isBelow(path, "/api/v1/complex");
    if (orders) return ordersJson(m_profile.name, m_served);
    if (isBelow(path, "/api/v1/data")) return dataJson(m_profile.name, m_served);
    if (isBelow(path, "/api/v1/config")) return "{\"currency\":\"EUR\",\"page_size\":8}\n";
    if (isBelow(path, "/api/v1/static")) {
        head.fields.add("Cache-Control", "public, max-age=60");
        return "{\"asset\":\"unchanging\",\"padding\":\"" + std::string(400, '.') + "\"}\n";
    }
    head.status = 404;
    return "{\"error\":\"there is nothing here\"}\n";
}

event::Task<> DemoServer::handle(listener::Connection& connection) {
    const http::RequestHead& request = connection.request();
    const Duration latency = drawLatency(request.path());
    if (latency > Duration::zero()) co_await event::Pause(latency);
    http::ResponseHead head;
    const std::string body = answer(request.path(), head);
    head.reason = http::reasonPhrase(head.status);
    head.framing = {http::Framing::Kind::length, body.size()};
    head.fields.add("Content-Type", "application/json");
    head.fields.add("X-Served-By", m_profile.name);
    listener::ResponseSink& response = connection.response();
    response.begin(head, request, connection.mayKeepAlive());
    if (request.method != "HEAD") response.write(body, true);
    response.finish();
    co_await response.flush();
}

}  // namespace sluice::demo
