#include "gateway/problems.h"

#include <algorithm>
#include <optional>

#include "upstream/health/wording.h"

namespace sluice::gateway {

namespace {

constexpr size_t maxNamed = 50;                 ///< servers in one text
constexpr std::chrono::minutes longestWait{5};  ///< in Retry-After
constexpr int usualRetryAfter_s = 5;            ///< when somebody has to do something

using Kind = upstream::Failure::Kind;

struct Answer {
    int status;
    const char* title;
};

Answer answerFor(Kind kind) {
    switch (kind) {
        case Kind::noServer:
        case Kind::queueFull:
        case Kind::acquireTimeout:
            return {503, "The pool is busy"};
        case Kind::connectTimeout:
        case Kind::readTimeout:
        case Kind::writeTimeout:
            return {504, "The server did not answer in time"};
        case Kind::exhausted:
            return {503, "The gateway has run out of resources"};
        case Kind::unsupported:
            return {501, "Not supported"};
        case Kind::clientBody:
            return {400, "The request's body is bad"};
        case Kind::resolve:
        case Kind::connect:
        case Kind::tls:
            return {502, "The server cannot be reached"};
        case Kind::reset:
        case Kind::malformed:
        case Kind::truncated:
            return {502, "The server gave no valid answer"};
    }
    return {502, "Bad gateway"};
}

/// As Proxy-Status names it (RFC 9209 section 2.3).
std::string_view proxyError(Kind kind) {
    switch (kind) {
        case Kind::noServer:
            return "destination_unavailable";
        case Kind::queueFull:
        case Kind::acquireTimeout:
            return "connection_limit_reached";
        case Kind::resolve:
            return "dns_error";
        case Kind::connect:
            return "connection_refused";
        case Kind::connectTimeout:
            return "connection_timeout";
        case Kind::tls:
            return "tls_certificate_error";
        case Kind::reset:
            return "connection_terminated";
        case Kind::readTimeout:
            return "connection_read_timeout";
        case Kind::writeTimeout:
            return "connection_write_timeout";
        case Kind::malformed:
            return "http_protocol_error";
        case Kind::truncated:
            return "http_response_incomplete";
        case Kind::clientBody:
            return "http_request_error";
        case Kind::exhausted:
            return "proxy_internal_error";
        case Kind::unsupported:
            return "http_upgrade_failed";
    }
    return "proxy_internal_error";
}

std::string whyOut(const upstream::Server& server, TimePoint now) {
    if (server.duty() == upstream::Duty::maintenance) return " is in maintenance";
    if (server.duty() == upstream::Duty::drained) return " is drained";
    if (!(server.weight() > 0)) return " has weight 0";
    switch (server.condition()) {
        case upstream::Condition::unhealthy:
            return " is unhealthy: " + server.reason();
        case upstream::Condition::ejected: {
            const Duration left = std::max(Duration::zero(), server.outUntil() - now);
            return " is ejected for another " + upstream::inSeconds(left) + ": " + server.reason();
        }
        case upstream::Condition::healthy:
            break;
    }
    return " has just come back";
}

std::string whyOut(const upstream::ServerList& servers, TimePoint now) {
    if (servers.empty()) return "The pool has no servers";
    std::string text = "Every server of the pool is out of the balance: ";
    for (size_t i = 0; i < std::min(servers.size(), maxNamed); ++i)
        text += (i > 0 ? "; " : "") + servers[i]->name() + whyOut(*servers[i], now);
    if (servers.size() <= maxNamed) return text;
    return text + "; and " + std::to_string(servers.size() - maxNamed) + " more";
}

/// When the first of those that come back by themselves may be there again.
int retryAfter_s(const upstream::ServerList& servers, TimePoint now) {
    std::optional<TimePoint> first;
    for (const auto& server : servers) {
        const bool sick = server->duty() == upstream::Duty::active && server->weight() > 0 &&
                          server->condition() != upstream::Condition::healthy;
        if (sick) first = std::min(first.value_or(TimePoint::max()), server->outUntil());
    }
    if (!first) return usualRetryAfter_s;
    const auto left = std::clamp<Duration>(*first - now, std::chrono::seconds(1), longestWait);
    return static_cast<int>(std::chrono::ceil<std::chrono::seconds>(left).count());
}

}  // namespace

http::Problem noRoute(const http::RequestHead& request) {
    return {.status = 404,
            .type = "no-route",
            .title = "No route matches",
            .detail = "No route takes " + request.method + " " + std::string(request.path()) +
                      (request.authority.empty() ? "" : " for host " + request.authority),
            .proxyError = "destination_not_found"};
}

http::Problem doubtfulPath(const routing::Route& route) {
    return {.status = 400,
            .type = "doubtful-path",
            .title = "Bad request",
            .detail =
                "The path has %2F, %5C, \"\\\" or \";\", which servers read differently "
                "(routes." +
                route.name + ".encoded_separators = \"refuse\")",
            .isInternal = true,
            .proxyError = "http_request_denied"};
}

http::Problem hiddenChoice() {
    return {.status = 400,
            .type = "bad-request",
            .title = "Bad request",
            .detail = "Connection names a field by which the gateway chooses a route",
            .proxyError = "http_request_error"};
}

http::Problem inLoop(const upstream::Pool& pool) {
    return {.status = 508,
            .type = "loop",
            .title = "Loop detected",
            .detail =
                "The request has come from this gateway already: a server of the pool is the "
                "gateway itself, or leads back to it",
            .pool = pool.options.name,
            .isInternal = true,
            .proxyError = "proxy_loop_detected"};
}

http::Problem traceRefused() {
    return {.status = 405,
            .type = "method-not-allowed",
            .title = "Method not allowed",
            .detail = "TRACE is not forwarded",
            .allow = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS",
            .proxyError = "http_request_denied"};
}

http::Problem badMaxForwards() {
    return {.status = 400,
            .type = "bad-request",
            .title = "Bad request",
            .detail = "Max-Forwards is not one number (RFC 9110 section 7.6.2)",
            .proxyError = "http_request_error"};
}

http::Problem noServer(const upstream::Pool& pool) {
    const TimePoint now = Clock::now();
    return {.status = 503,
            .type = "no-server",
            .title = "No server is available",
            .detail = whyOut(pool.servers, now),
            .pool = pool.options.name,
            .isInternal = true,
            .retryAfter_s = retryAfter_s(pool.servers, now),
            .proxyError = proxyError(Kind::noServer)};
}

http::Problem poolBusy(const upstream::Pool& pool, const upstream::ConcurrencyOptions& limits,
                       upstream::Semaphore::Outcome outcome) {
    const bool full = outcome == upstream::Semaphore::Outcome::queueFull;
    const std::string underWay = std::to_string(limits.max) + " requests are under way";
    return {.status = 503,
            .type = full ? "concurrency-queue-full" : "concurrency-timeout",
            .title = "The pool is busy",
            .detail = full ? underWay + " and " + std::to_string(limits.queue) +
                                 " wait; see concurrency.max and concurrency.queue"
                           : underWay + ", and none ended in the " +
                                 upstream::inSeconds(limits.timeout) +
                                 " that a request may wait; see concurrency.max and "
                                 "concurrency.timeout",
            .pool = pool.options.name,
            .retryAfter_s = 1,
            .proxyError = "connection_limit_reached"};
}

http::Problem serverFailed(const upstream::Failure& failure, const upstream::Pool& pool,
                           const upstream::Server& server) {
    const Answer answer = answerFor(failure.kind);
    return {.status = answer.status,
            .type = upstream::name(failure.kind),
            .title = answer.title,
            .detail = server.url().toString() + ": " + failure.detail,
            .pool = pool.options.name,
            .server = server.name(),
            .isInternal = true,
            .retryAfter_s = answer.status == 503 ? 1 : 0,
            .proxyError = proxyError(failure.kind)};
}

http::Problem badBody(const upstream::Failure& failure, const upstream::Pool& pool) {
    const Answer answer = answerFor(failure.kind);
    return {.status = answer.status,
            .type = upstream::name(failure.kind),
            .title = answer.title,
            .detail = failure.detail,
            .pool = pool.options.name,
            .proxyError = proxyError(failure.kind)};
}

http::Problem waitedTooLong(const upstream::Pool& pool) {
    return {.status = 504,
            .type = "collapsed-timeout",
            .title = "The server did not answer in time",
            .detail = "Another request for the same is under way, and its answer has not come",
            .pool = pool.options.name,
            .proxyError = "http_response_timeout"};
}

http::Problem notCached() {
    return {.status = 504,
            .type = "not-cached",
            .title = "Nothing is stored",
            .detail = "The request asks for a stored answer alone (only-if-cached)",
            .proxyError = "proxy_internal_response"};
}

}  // namespace sluice::gateway
