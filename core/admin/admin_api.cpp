#include "admin/admin_api.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <utility>

#include "admin/course_json.h"
#include "admin/later.h"
#include "admin/pool_json.h"
#include "admin/problems.h"
#include "admin/prometheus.h"
#include "admin/route_json.h"
#include "admin/snapshot_csv.h"
#include "admin/snapshot_json.h"
#include "admin/what_if_json.h"

namespace sluice::admin {

namespace {

/// The address that the client has connected to.
std::string localAddress(int descriptor) {
    sockaddr_storage own{};
    socklen_t size = sizeof own;
    if (::getsockname(descriptor, reinterpret_cast<sockaddr*>(&own), &size) != 0) return {};
    const void* address =
        own.ss_family == AF_INET
            ? static_cast<const void*>(&reinterpret_cast<const sockaddr_in&>(own).sin_addr)
            : &reinterpret_cast<const sockaddr_in6&>(own).sin6_addr;
    std::array<char, INET6_ADDRSTRLEN> text{};
    return ::inet_ntop(own.ss_family, address, text.data(), text.size()) ? text.data() : "";
}

/// Whether all that was answered before must be in it.
bool counts(const Resource& resource) {
    return resource.kind == Resource::Kind::snapshot || resource.kind == Resource::Kind::metrics;
}

/// The value of a resource's only parameter, or what it is without.
std::string_view valueOf(std::string_view key, std::string_view query, std::string_view otherwise) {
    return query.substr(0, key.size()) == key ? query.substr(key.size()) : otherwise;
}

Reply prometheusReply(const metrics::Snapshot& snapshot) {
    return Reply::ok("text/plain; version=0.0.4; charset=utf-8", toPrometheus(snapshot));
}

Reply snapshotReply(const metrics::Snapshot& snapshot, const http::RequestHead& request) {
    const std::string_view format = valueOf("format=", request.query(), "json");
    if (format == "json") return Reply::json(toJson(snapshot).toStdString());
    if (format == "csv") return Reply::ok("text/csv; charset=utf-8", toCsv(snapshot).toStdString());
    if (format == "prometheus") return prometheusReply(snapshot);
    return Reply::problem(unknownFormat(format), request);
}

}  // namespace

AdminApi::AdminApi(Endpoint address, std::string token, Actions actions)
    : m_guard(std::move(address), std::move(token)),
      m_actions(std::move(actions)),
      m_changes(m_actions),
      m_cache(m_actions) {}

event::Task<> AdminApi::handle(listener::Connection& connection) {
    Reply reply = co_await answer(connection);
    co_await send(connection, std::move(reply));
}

event::Task<Reply> AdminApi::answer(listener::Connection& connection) const {
    const http::RequestHead& request = connection.request();
    const Resource resource = Resource::of(request.path());
    const std::string local = localAddress(connection.socket().descriptor());
    if (const auto problem = refuse(request, local, resource)) {
        co_return Reply::problem(*problem, request);
    }
    if (!resource.allows(request.method)) {
        Reply reply = Reply::problem(methodNotAllowed(request.method, resource), request);
        reply.head.fields.add("Allow", resource.allowed());
        co_return reply;
    }
    if (CacheRequests::isOne(resource.kind))
        co_return co_await m_cache.answer(connection, resource);
    const bool isRead = request.method == "GET" || request.method == "HEAD";
    if (!isRead) co_return co_await m_changes.make(connection, resource);
    if (resource.kind == Resource::Kind::whatIf) co_return co_await whatIf(connection, resource);
    if (counts(resource)) {
        const auto settled = co_await later<bool>(
            [&](auto done) { m_actions.settle([done = std::move(done)] { done(true); }); });
        if (!settled) co_return Reply::problem(notNow(settled.error().message), request);
    }
    co_return read(request, resource);
}

std::optional<http::Problem> AdminApi::refuse(const http::RequestHead& request,
                                              std::string_view local,
                                              const Resource& resource) const {
    if (auto problem = m_guard.refuseSender(request, local)) return problem;
    if (resource.kind != Resource::Kind::health) {
        if (auto problem = m_guard.refuseToken(request)) return problem;
    }
    if (resource.kind == Resource::Kind::none) return noResource(request.path());
    return {};
}

Reply AdminApi::read(const http::RequestHead& request, const Resource& resource) const {
    using Kind = Resource::Kind;
    if (resource.kind == Kind::health) return Reply::json("{\"status\":\"ok\"}\n");
    const auto snapshot = counts(resource) ? m_actions.snapshotNow() : m_actions.snapshot();
    if (!snapshot) return Reply::problem(notRunning(), request);
    if (resource.kind == Kind::snapshot) return snapshotReply(*snapshot, request);
    if (resource.kind == Kind::metrics) return prometheusReply(*snapshot);
    if (resource.kind == Kind::gateway) return Reply::json(gatewayToJson(*snapshot).toStdString());
    if (resource.kind == Kind::history) {
        const bool tens = valueOf("step=", request.query(), "1") == "10";
        return Reply::json(toJson(m_actions.course(), tens).toStdString());
    }
    if (resource.kind == Kind::events) {
        return Reply::json(eventsToJson(*snapshot).toStdString());
    }
    if (resource.kind == Kind::pools) {
        return Reply::json(poolsToJson(*snapshot, m_actions).toStdString());
    }
    if (resource.kind == Kind::routes) return Reply::json(routesToJson(m_actions).toStdString());
    if (resource.kind == Kind::route) return readRoute(request, resource.route);
    const auto pool = m_actions.pool(resource.pool);
    if (!pool) return Reply::problem(noPool(resource.pool, *snapshot), request);
    return Reply::json(poolToJson(*pool, m_actions).toStdString());
}

Reply AdminApi::readRoute(const http::RequestHead& request, const std::string& route) const {
    if (m_actions.routeSettings(route).effective.isEmpty()) {
        return Reply::problem(noRoute(route, m_actions.routeNames()), request);
    }
    return Reply::json(routeToJson(route, m_actions).toStdString());
}

event::Task<Reply> AdminApi::whatIf(listener::Connection& connection, Resource resource) const {
    const http::RequestHead& request = connection.request();
    const auto snapshot = m_actions.snapshot();
    if (!snapshot) co_return Reply::problem(notRunning(), request);
    if (!m_actions.pool(resource.pool))
        co_return Reply::problem(noPool(resource.pool, *snapshot), request);
    const auto result = co_await later<upstream::WhatIf>(
        [&](auto done) { m_actions.runWhatIf(resource.pool, std::move(done)); });
    if (!result) co_return Reply::problem(notNow(result.error().message), request);
    co_return Reply::json(toJson(*result));
}

}  // namespace sluice::admin
