#include "admin/problems.h"

#include <algorithm>

namespace sluice::admin {

namespace {

/// Names that an error lists at most.
constexpr size_t listedNames = 20;

template <class Range>
std::string namesOf(const Range& range) {
    std::string names;
    const size_t count = std::min<size_t>(range.size(), listedNames);
    for (size_t i = 0; i < count; ++i)
        names += (i == 0 ? "\"" : ", \"") + range[i].name + "\"";
    if (count < range.size()) names += " and " + std::to_string(range.size() - count) + " more";
    return names.empty() ? "none" : names;
}

http::Problem notFound(std::string detail) {
    return {.status = 404, .type = "not-found", .title = "Not found", .detail = std::move(detail)};
}

std::string quoted(std::string_view name) {
    return "\"" + std::string(name) + "\"";
}

}  // namespace

http::Problem noResource(std::string_view path) {
    return notFound("there is no " + std::string(path) +
                    "; there are /healthz, /api/v1/snapshot, /api/v1/events, /api/v1/pools, "
                    "/api/v1/pools/{pool}, /api/v1/pools/{pool}/what-if, "
                    "/api/v1/pools/{pool}/servers/{server}, /api/v1/cache, /api/v1/cache/entries, "
                    "/api/v1/cache/rules, /api/v1/cache/explain, /api/v1/cache/purge, "
                    "/api/v1/save and /api/v1/revert");
}

http::Problem methodNotAllowed(std::string_view method, const Resource& resource) {
    return {.status = 405,
            .type = "method-not-allowed",
            .title = "Method not allowed",
            .detail = std::string(method) +
                      " is not possible here; possible are: " + std::string(resource.allowed())};
}

http::Problem unknownFormat(std::string_view format) {
    return {
        .status = 400,
        .type = "unknown-format",
        .title = "Unknown format",
        .detail = "there is no format " + quoted(format) + "; there are json, csv and prometheus"};
}

http::Problem noPool(std::string_view pool, const metrics::Snapshot& snapshot) {
    return notFound("there is no pool " + quoted(pool) + "; pools: " + namesOf(snapshot.pools));
}

http::Problem noServer(std::string_view server, const metrics::PoolSnapshot& pool) {
    http::Problem problem = notFound("pool " + quoted(pool.name) + " has no server " +
                                     quoted(server) + "; servers: " + namesOf(pool.servers));
    problem.pool = pool.name;
    return problem;
}

http::Problem noRoute(std::string_view route, const std::vector<std::string>& routes) {
    std::string names;
    for (const std::string& name : routes)
        names += (names.empty() ? "" : ", ") + name;
    return notFound("there is no route " + quoted(route) + "; routes: " + names);
}

http::Problem notChanged(const std::string& why) {
    return {.status = 409, .type = "not-changed", .title = "Not changed", .detail = why};
}

http::Problem notRunning() {
    return {.status = 503,
            .type = "not-running",
            .title = "Not running",
            .detail = "the gateway has no snapshot: it is starting or stopping",
            .retryAfter_s = 1};
}

http::Problem notNow(const std::string& why) {
    return {.status = 503, .type = "not-now", .title = "Not now", .detail = why, .retryAfter_s = 1};
}

}  // namespace sluice::admin
