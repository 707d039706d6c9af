#include "gateway/problems.h"

namespace sluice::gateway {

namespace {

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

}  // namespace

http::Problem noRoute(const http::RequestHead& request) {
    return {.status = 404,
            .type = "no-route",
            .title = "No route matches",
            .detail = "No route takes " + request.method + " " + std::string(request.path()) +
                      (request.authority.empty() ? "" : " for host " + request.authority)};
}

http::Problem traceRefused() {
    return {.status = 405,
            .type = "method-not-allowed",
            .title = "Method not allowed",
            .detail = "TRACE is not forwarded"};
}

http::Problem noServer(const upstream::Pool& pool) {
    std::string detail = pool.servers.empty() ? "The pool has no servers"
                                              : "Every server of the pool is out of the balance:";
    for (const auto& server : pool.servers)
        detail += " " + server->name() + " has weight 0;";
    return {.status = 503,
            .type = "no-server",
            .title = "No server is available",
            .detail = detail,
            .pool = pool.options.name,
            .retryAfter_s = 5};
}

http::Problem poolBusy(const upstream::Pool& pool, upstream::Semaphore::Outcome outcome) {
    const upstream::ConcurrencyOptions& limits = pool.options.concurrency;
    const bool full = outcome == upstream::Semaphore::Outcome::queueFull;
    const std::string underWay = std::to_string(limits.max) + " requests are under way";
    return {.status = 503,
            .type = full ? "concurrency-queue-full" : "concurrency-timeout",
            .title = "The pool is busy",
            .detail = full ? underWay + " and " + std::to_string(limits.queue) +
                                 " wait; see concurrency.max and concurrency.queue"
                           : underWay + ", and none ended in the time that a request may wait",
            .pool = pool.options.name,
            .retryAfter_s = 1};
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
            .retryAfter_s = answer.status == 503 ? 1 : 0};
}

}  // namespace sluice::gateway
